import { createServer } from 'node:net';
import { PoiwError } from '../core/errors.ts';

/**
 * A loopback port that is free now: the wanted one, or any.
 *
 * @throws PoiwError E_PORT_IN_USE
 */
export async function choosePort(wanted?: number): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: wanted ?? 0, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  }).catch((cause: unknown) => {
    throw new PoiwError('E_PORT_IN_USE', `port ${wanted ?? 0} on 127.0.0.1 is taken`, {
      cause,
      hint: 'stop what listens there, or choose another port',
      retryable: true,
    });
  });
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return port;
}
