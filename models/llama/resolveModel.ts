import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PoiwError } from '../../core/errors.ts';
import { connectionError, httpError } from '../httpError.ts';
import { modelError } from '../modelError.ts';

export interface ResolveOptions {
  /** Where downloads are kept. */
  readonly folder: string;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** Hugging Face or a mirror. */
  readonly hub: string;
  /** The digest the file must have, hex; by default what the folder's allow-list says. */
  readonly sha256?: string;
  /** Takes a file nobody vouched for and writes its digest into the allow-list. */
  readonly trustFirst?: boolean;
  readonly onProgress?: (done: number, total: number | null) => void;
}

/**
 * The path of a model: a file as it is, or `hf:user/repo/file.gguf` and `hf:user/repo:QUANT`,
 * fetched once, resumed when it broke off, and used only when its digest is allowed.
 *
 * @throws PoiwError E_MODEL_NOT_FOUND, E_MODEL_FILE, E_MODEL_UNREACHABLE, E_ABORTED
 */
export async function resolveModel(reference: string, options: ResolveOptions): Promise<string> {
  if (!reference.startsWith('hf:')) return localFile(reference.replace(/^gguf:/, ''));
  const wanted = await locate(reference.slice(3), options);
  const path = join(options.folder, `${wanted.repo}/${wanted.file}`.replaceAll('/', '_'));
  const allowed = options.sha256 ?? (await allowList(options.folder))[reference];
  if (allowed === undefined && options.trustFirst !== true) {
    throw modelError('E_MODEL_FILE', `nobody vouches for ${reference}`, {
      hint: `poiw model pull ${reference} --sha256 <digest>, or --trust-first to take it as it comes`,
    });
  }
  await mkdir(options.folder, { recursive: true });
  if ((await sizeOf(path)) === undefined) await download(wanted.url, path, options);
  const digest = await digestOf(path);
  if (allowed !== undefined && digest !== allowed.toLowerCase()) {
    throw modelError('E_MODEL_FILE', `${reference} is ${digest}, allowed is ${allowed}`, {
      hint: `remove ${path} and find out who changed the file`,
    });
  }
  await allow(options.folder, reference, digest);
  return path;
}

async function localFile(path: string): Promise<string> {
  if ((await sizeOf(path)) !== undefined) return path;
  throw modelError('E_MODEL_NOT_FOUND', `there is no model file ${path}`, {
    hint: 'name a .gguf file or hf:user/repo/file.gguf; poiw model list shows what is there',
  });
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
}

const UNREACHED =
  'check the connection, or name a mirror with HF_ENDPOINT; what was fetched is kept';

/** Digests by reference. */
async function allowList(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, 'allow.json'), 'utf8').catch(() => '{}');
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch (cause) {
    throw new PoiwError('E_CONFIG', `${join(folder, 'allow.json')} is no JSON`, { cause });
  }
}

async function allow(folder: string, reference: string, digest: string): Promise<void> {
  const list = { ...(await allowList(folder)), [reference]: digest };
  const path = join(folder, 'allow.json');
  await writeFile(`${path}.new`, `${JSON.stringify(list, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

async function locate(name: string, options: ResolveOptions) {
  const match = /^([\w.-]+\/[\w.-]+)(?::([\w.-]+)|\/([\w./-]+\.gguf))$/.exec(name);
  const [, repo = '', quant, file] = match ?? [];
  if (match === null || name.split('/').some((part) => /^\.+$/.test(part))) {
    throw new PoiwError('E_USAGE', `hf:${name} names no model`, {
      hint: 'hf:user/repo/file.gguf or hf:user/repo:Q4_K_M',
    });
  }
  const found = file ?? (await fileOfQuant(repo, quant ?? '', options));
  return { repo, file: found, url: `${options.hub}/${repo}/resolve/main/${found}?download=true` };
}

async function fileOfQuant(repo: string, quant: string, options: ResolveOptions): Promise<string> {
  const response = await get(`${options.hub}/v2/${repo}/manifests/${quant}`, options, {
    'user-agent': 'llama-cpp',
  });
  const manifest = (await response.json()) as { ggufFile?: { rfilename?: unknown } };
  const file = manifest.ggufFile?.rfilename;
  if (typeof file === 'string' && /^[\w.-]+(\/[\w.-]+)*\.gguf$/.test(file) && !file.includes('..'))
    return file;
  throw modelError('E_MODEL_NOT_FOUND', `${repo} has no GGUF file for ${quant}`);
}

async function get(
  url: string,
  { fetch: send, signal }: ResolveOptions,
  headers: Record<string, string>,
): Promise<Response> {
  let response: Response;
  try {
    response = await send(url, { headers, signal });
  } catch (thrown) {
    if (signal.aborted) throw new PoiwError('E_ABORTED', 'stopped by request', { cause: thrown });
    throw connectionError(thrown, UNREACHED);
  }
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  throw httpError({
    status: response.status,
    message: `${new URL(url).pathname}: ${response.status}`,
  });
}

/** Into a `.part` beside the file, from where it broke off; the name appears once it is whole. */
async function download(url: string, path: string, options: ResolveOptions): Promise<void> {
  const part = `${path}.part`;
  const have = (await sizeOf(part)) ?? 0;
  const response = await get(url, options, have === 0 ? {} : { range: `bytes=${have}-` });
  // 416: there is nothing after what we have.
  if (response.status !== 416) {
    const start = response.status === 206 ? have : 0;
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const total = Number.isFinite(length) ? start + length : null;
    const file = await open(part, start === 0 ? 'w' : 'a');
    let done = start;
    try {
      for await (const chunk of response.body ?? []) {
        await file.write(chunk as Uint8Array);
        done += (chunk as Uint8Array).length;
        options.onProgress?.(done, total);
      }
      await file.sync();
    } catch (thrown) {
      if (options.signal.aborted)
        throw new PoiwError('E_ABORTED', 'stopped by request', { cause: thrown });
      if ((thrown as { code?: unknown }).code === 'ENOSPC') {
        throw new PoiwError('E_CONFIG', `the disk is full: ${basename(path)} is kept as it is`, {
          cause: thrown,
          hint: 'free space and pull again: it goes on where it stopped',
        });
      }
      throw connectionError(thrown, UNREACHED);
    } finally {
      await file.close();
    }
    if (total !== null && done < total) {
      throw modelError('E_MODEL_UNREACHABLE', `the download ended at ${done} of ${total} bytes`, {
        hint: 'pull again: it goes on where it stopped',
      });
    }
  }
  await rename(part, path);
}

/** sha-256 of a file, hex. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
