import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedReply } from './scriptedReply.ts';
import { writeAnthropic } from './writeAnthropic.ts';
import { writeOllama } from './writeOllama.ts';
import { writeOpenAi } from './writeOpenAi.ts';

export type Protocol = 'openai' | 'anthropic' | 'ollama';

/** A request as every protocol can be read. */
interface SeenRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  /** All text the model was given, in order. */
  readonly prompt: string;
  readonly tools: readonly string[];
}

export interface ModelServer {
  /** As `--model-url` wants it. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

export type Respond = (request: SeenRequest, count: number) => ScriptedReply;

const WRITERS = { openai: writeOpenAi, anthropic: writeAnthropic, ollama: writeOllama };

/** A server on this machine that speaks a protocol and answers what a test's script says. */
export async function startModelServer(protocol: Protocol, respond: Respond): Promise<ModelServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(catalogue(url)));
      return;
    }
    const body = JSON.parse(await textOf(request)) as Record<string, unknown>;
    const seen = {
      url,
      headers: request.headers,
      body,
      prompt: promptOf(body),
      tools: toolsOf(body),
    };
    requests.push(seen);
    const reply = respond(seen, requests.length);
    if (reply.hang === true) return;
    if (reply.delayMs !== undefined) await sleep(reply.delayMs);
    if (reply.status !== undefined) {
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      const error = { type: 'error', message: reply.text ?? `status ${reply.status}` };
      response.end(JSON.stringify(protocol === 'ollama' ? { error: error.message } : { error }));
      return;
    }
    await WRITERS[protocol](response, reply);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${protocol === 'openai' ? '/v1' : ''}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers of the model lists: every name is known but those with "missing" in them. */
function catalogue(url: string): unknown {
  const id = url.split('/').at(-1) ?? '';
  if (url.startsWith('/api/tags')) {
    return { models: [{ name: 'scripted:latest', digest: 'sha256:5c', size: 1 }] };
  }
  if (url.startsWith('/api/ps')) {
    return { models: [{ name: 'scripted:latest', size: 4000, size_vram: 1000 }] };
  }
  return id === 'models'
    ? { data: [{ id: 'scripted', object: 'model' }] }
    : { id, object: 'model' };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Every string below `messages` and `system`. */
function promptOf({ system, messages }: Record<string, unknown>): string {
  return stringsOf([system ?? null, messages ?? null]).join('\n');
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

function toolsOf({ tools }: Record<string, unknown>): string[] {
  if (!Array.isArray(tools)) return [];
  return (tools as { name?: string; function?: { name: string } }[]).map(
    ({ name, function: named }) => name ?? named?.name ?? '',
  );
}
