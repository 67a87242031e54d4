import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { FetchCancelSignal, FetchRequest, GetUrlResponse } from 'ethers';

/** Logs of a wide range are the largest honest replies. */
const MAX_REPLY = 64 * 1024 ** 2;

/**
 * How an RPC request goes out: a reply is read up to a limit and no further, so that a node cannot
 * fill the memory of whoever asks it.
 */
export function cappedGetUrl(
  request: FetchRequest,
  signal?: FetchCancelSignal,
): Promise<GetUrlResponse> {
  const url = new URL(request.url);
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const { method, headers, timeout } = request;
  return new Promise((resolve, reject) => {
    const sent = open(url, { method, headers }, (response) => {
      readCapped(response).then(resolve, reject);
    });
    // The limit is on the whole exchange: a byte now and then does not stretch it.
    const late = setTimeout(() => sent.destroy(new Error('no answer in time')), timeout);
    sent.once('close', () => clearTimeout(late));
    sent.once('error', reject);
    signal?.addListener(() => sent.destroy(new Error('cancelled')));
    sent.end(request.body ?? undefined);
  });
}

async function readCapped(response: IncomingMessage): Promise<GetUrlResponse> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_REPLY) {
      response.destroy();
      throw new Error(`a reply of more than ${MAX_REPLY} bytes`);
    }
    parts.push(part);
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    statusCode: response.statusCode ?? 0,
    statusMessage: response.statusMessage ?? '',
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(parts),
  };
}
