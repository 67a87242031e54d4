import { contentIdOf } from '../../../core/contentId.ts';
import type { CheckRuntime } from '../../../validators/auto/check.ts';
import { verifyAnswers } from '../../../validators/auto/verifyAnswers.ts';
import { agreedReceipt } from '../accounts.ts';
import { BUNDLE } from '../bundleFiles.ts';
import { assertSame, mismatch, need, type Evidence } from './evidence.ts';

/** Runs every check of every answer again: same report, same receipts, same words, byte for byte. */
export async function checkReplay(evidence: Evidence, runtime: CheckRuntime): Promise<void> {
  const { facts, files, task } = evidence;
  const agreed = agreedReceipt(facts);
  if (agreed === undefined) return;
  if (facts.beacon === undefined) throw mismatch('verified without a beacon');
  const pack = files.get(BUNDLE.hidden);
  const slots = facts.reveals.map(({ slot }) => slot).sort((a, b) => a - b);
  const built = await verifyAnswers(
    {
      task,
      hidden: pack === undefined ? null : contentIdOf(pack),
      seed: facts.beacon,
      answers: slots.map((slot) => ({ slot, bytes: files.get(`${BUNDLE.answers}/${slot}.json`) })),
    },
    runtime,
  );
  const [report, ...receipts] = built.blobs;
  if (report === undefined) throw mismatch('the replay gave no report');
  for (const receipt of receipts) {
    const id = contentIdOf(receipt);
    if (!files.has(`${BUNDLE.receipts}/${id}.json`)) {
      throw mismatch(`the replay gives receipt ${id}, which the bundle does not hold`);
    }
  }
  assertSame('report', contentIdOf(report), contentIdOf(need(files, BUNDLE.verification)));
  assertSame('receipt on chain', { ...built.words }, { ...agreed });
}
