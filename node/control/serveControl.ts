import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { asPoiwError, messageOf, PoiwError } from '../../core/errors.ts';

/** What an operator may ask of a running daemon, by name. */
export type ControlRoutes = Readonly<Record<string, (body: unknown) => Promise<unknown>>>;

export interface ControlServer {
  close(): Promise<void>;
}

const MAX_BODY = 64 * 1024;

/**
 * Serves a daemon's control channel: `POST /<name>` with a JSON body, answered by one JSON object.
 * The caller holds the daemon's journal, so a socket file left there is a dead daemon's.
 *
 * @throws PoiwError E_CONFIG when the socket cannot be opened
 */
export async function serveControl(path: string, routes: ControlRoutes): Promise<ControlServer> {
  const server = createServer((request, response) => void answer(request, response, routes));
  try {
    if (process.platform !== 'win32') {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      rmSync(path, { force: true });
    }
    server.listen(path);
    await once(server, 'listening');
  } catch (cause) {
    throw new PoiwError('E_CONFIG', `cannot listen on ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'check that the data folder is writable',
    });
  }
  return {
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: ControlRoutes,
): Promise<void> {
  let body: string;
  try {
    const route = routes[(request.url ?? '').slice(1)];
    if (request.method !== 'POST' || route === undefined) {
      throw new PoiwError('E_NOT_FOUND', `this daemon cannot ${request.url ?? ''}`, {
        hint: 'the daemon may be of another version than this command',
      });
    }
    const data = await route(JSON.parse((await readBody(request)) || 'null'));
    body = JSON.stringify({ ok: true, data: data ?? null }, bigintAsText);
  } catch (thrown) {
    const { code, message, hint, details, retryable } = asPoiwError(thrown);
    const error = { code, message, hint, details, retryable };
    body = JSON.stringify({ ok: false, error }, bigintAsText);
  }
  response.setHeader('content-type', 'application/json');
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new PoiwError('E_SCHEMA', `a request of over ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
