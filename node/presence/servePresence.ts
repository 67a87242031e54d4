import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import { asPoiwError, PoiwError } from '../../core/errors.ts';
import type { Presence } from './createPresence.ts';

export interface PresenceServer {
  readonly url: string;
  close(): Promise<void>;
}

const MAX_BODY = 32 * 1024;

/** Serves presence on loopback: `POST /v1/heartbeats` tells, `GET /v1/heartbeats` lists. */
export async function servePresence(presence: Presence): Promise<PresenceServer> {
  const server = createServer((request, response) => {
    void handle(presence, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function handle(presence: Presence, request: IncomingMessage) {
  if (request.url !== '/v1/heartbeats') return { status: 404, body: { error: 'E_NOT_FOUND' } };
  if (request.method === 'GET') return { status: 200, body: { present: presence.list() } };
  try {
    const { twin } = presence.accept(
      parseUntrustedJson(await readBody(request), { maxBytes: MAX_BODY, maxDepth: 5 }),
    );
    return { status: 200, body: { twin } };
  } catch (thrown) {
    const { code, message } = asPoiwError(thrown);
    return { status: 400, body: { error: code, message } };
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new PoiwError('E_SCHEMA', `a heartbeat of over ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
