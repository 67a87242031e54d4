import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A JSON-RPC request or reply. */
export interface RpcMessage {
  readonly id: number;
  readonly method?: string;
  readonly params?: readonly unknown[];
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What a node says to one request; undefined leaves it to the real node. */
type Answer = (
  request: RpcMessage,
  real: () => Promise<RpcMessage>,
) => Partial<RpcMessage> | undefined | Promise<Partial<RpcMessage> | undefined>;

/** A way to a real node that can be cut, slowed, or made to lie. */
export interface RpcProxy {
  readonly url: string;
  /** HTTP requests so far. */
  requests: number;
  /** Of the last request. */
  lastId: number;
  /** `refuse`: HTTP 503; `hang`: no answer at all; `drop`: the connection is cut. */
  mode: 'open' | 'refuse' | 'hang' | 'drop';
  /** Instead of the node's own words. */
  answer: Answer;
  /** Instead of a whole HTTP reply; undefined leaves it to `answer`. */
  reply: ((response: ServerResponse) => void) | undefined;
  close(): void;
}

/** Starts a proxy before a node, on a free port, with what may be a secret in its path. */
export async function startRpcProxy(target: string): Promise<RpcProxy> {
  const server = createServer((incoming, outgoing) => {
    void serve(proxy, target, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key`,
    ...{
      requests: 0,
      lastId: 0,
      methods: [],
      mode: 'open',
      answer: () => undefined,
      reply: undefined,
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}

async function serve(
  proxy: RpcProxy,
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  proxy.requests += 1;
  const body = JSON.parse(Buffer.concat(chunks).toString()) as RpcMessage | RpcMessage[];
  const asked = [body].flat();
  proxy.lastId = asked.at(-1)?.id ?? 0;
  if (proxy.mode === 'drop') outgoing.destroy();
  if (proxy.mode === 'refuse') outgoing.writeHead(503).end();
  if (proxy.mode !== 'open') return;
  if (proxy.reply !== undefined) {
    proxy.reply(outgoing);
    return;
  }
  const replies = await Promise.all(asked.map((one) => answerOf(proxy, target, one)));
  const text = JSON.stringify(Array.isArray(body) ? replies : replies[0]);
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

async function answerOf(proxy: RpcProxy, target: string, request: RpcMessage) {
  const real = async (): Promise<RpcMessage> => {
    const headers = { 'content-type': 'application/json' };
    const sent = await fetch(target, { method: 'POST', headers, body: JSON.stringify(request) });
    return (await sent.json()) as RpcMessage;
  };
  const said = await proxy.answer(request, real);
  return said === undefined ? real() : { jsonrpc: '2.0', id: request.id, ...said };
}
