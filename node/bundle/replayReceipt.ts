import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { contentIdOf, type ContentId } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { createNodePool } from '../createNodePool.ts';
import { checkAnswer } from '../../validators/auto/engine.ts';
import type { CheckedItem } from '../../validators/auto/verification.ts';
import { BUNDLE, readBundle } from './bundleFiles.ts';
import { openEvidence, type Evidence } from './checks/evidence.ts';

export interface ReplayOptions {
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface Replay {
  readonly receipt: ContentId;
  /** What running the check again gave. */
  readonly replayed: ContentId | null;
  readonly same: boolean;
  readonly item: string;
  readonly verdict: string;
  readonly explanation: string;
}

/**
 * Runs the check behind one receipt of a bundle again and compares the bytes.
 *
 * @param file `…/bundle/receipts/<content id>.json`
 * @throws PoiwError E_NOT_FOUND, E_VERIFY_MISMATCH when the bundle itself is damaged
 */
export async function replayReceipt(file: string, options: ReplayOptions): Promise<Replay> {
  const bundle = resolve(dirname(file), '..');
  if (basename(dirname(resolve(file))) !== BUNDLE.receipts) {
    throw new PoiwError('E_NOT_FOUND', `${file} is not in the receipts folder of a bundle`, {
      hint: 'it is replayed with the task and answer of its bundle; outside of one name them: --task <folder> --answer <file>',
    });
  }
  const receipt = contentIdOf(new Uint8Array(await readFile(file).catch(notThere(file))));
  const evidence = openEvidence(await readBundle(bundle));
  options.progress(`replaying ${receipt}`);
  const item = await runAgain(evidence, receipt, options.signal);
  const replayed = item === undefined ? null : contentIdOf(canonicalBytes(item.receipt));
  return {
    receipt,
    replayed,
    same: replayed === receipt,
    item: item?.id ?? '',
    verdict: item?.verdict ?? '',
    explanation: item?.explanation ?? '',
  };
}

/** Checks the answer that the receipt is about; its item with this receipt, or the same item. */
async function runAgain(
  { files, facts, task }: Evidence,
  receipt: ContentId,
  signal: AbortSignal,
): Promise<CheckedItem | undefined> {
  const stored = JSON.parse(
    new TextDecoder().decode(files.get(`${BUNDLE.receipts}/${receipt}.json`)),
  ) as { readonly answer: ContentId; readonly item: string };
  const slot = facts.reveals.find((reveal) => {
    const bytes = files.get(`${BUNDLE.answers}/${reveal.slot}.json`);
    return bytes !== undefined && contentIdOf(bytes) === stored.answer;
  })?.slot;
  if (slot === undefined || facts.beacon === undefined) return undefined;
  const pool = createNodePool();
  try {
    const bytes = files.get(`${BUNDLE.answers}/${slot}.json`);
    const checked = await checkAnswer(task, { slot, bytes }, facts.beacon, { pool, signal });
    return checked.items.find(({ id }) => id === stored.item);
  } finally {
    await pool.stop();
  }
}

function notThere(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new PoiwError('E_NOT_FOUND', `no receipt at ${file}`, {
      cause,
      hint: 'receipts lie in <bundle>/receipts/; the report names them by content id',
    });
  };
}
