import { contentIdFromDigest, contentIdOf } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import type { FolderCheck } from '../node/checkFolder.ts';
import type { ItemConfirmation } from '../node/confirmCheck.ts';
import { nextStep } from './nextStep.ts';
import { printable, type CommandResult } from './runCommand.ts';

/** What `poiw check` says: every item with its verdict, the gate it failed at and the next step. */
export function describeCheck({ task, answer, built }: FolderCheck): CommandResult & {
  readonly data: Readonly<Record<string, unknown>>;
} {
  const checked = built.report.answers[0];
  const items = checked?.items ?? [];
  const refused = checked?.refused ?? null;
  const receipts = new Map(
    built.blobs.map((bytes) => [
      contentIdOf(bytes),
      JSON.parse(new TextDecoder().decode(bytes)) as unknown,
    ]),
  );
  const wrong = items.filter(({ verdict }) => verdict === 'invalid' || verdict === 'duplicate');
  const accepted = refused === null && wrong.length === 0 && items.length > 0;
  const proved = items.some(({ verdict }) => verdict === 'valid');
  const data = {
    verdict: accepted ? (proved ? 'valid' : 'open') : 'invalid',
    task: { id: task.id, kind: task.spec.kind, title: task.spec.title },
    answer,
    refused: refused === null ? null : { ...refused, ...nextStep(refused.code) },
    points: checked?.points ?? 0,
    items: items.map((item) => ({
      ...item,
      step: nextStep(item.reason) ?? null,
      receiptBody: receipts.get(item.receipt) ?? null,
    })),
    /** Content id of the whole verification report; each item has a receipt of its own. */
    receipt: contentIdFromDigest(built.words.root),
  };
  const lines = items.flatMap((item) => [
    `  ${item.verdict.padEnd(9)} ${item.id}: ${printable(item.explanation)} [${item.reason}]`,
    ...stepLines(item.reason),
  ]);
  const head =
    refused === null
      ? data.verdict
      : `refused (${refused.code}): ${printable(refused.explanation)}`;
  return {
    data,
    text: [
      `answer ${head}`,
      ...(refused === null ? [] : stepLines(refused.code)),
      ...lines,
      `receipt ${data.receipt}`,
    ].join('\n'),
    ...(accepted ? {} : { error: rejection(refused, wrong.length, items.length) }),
  };
}

function stepLines(reason: string): string[] {
  const step = nextStep(reason);
  return step === undefined ? [] : [`            gate ${step.gate}; next: ${step.next}`];
}

function rejection(refused: { code: string } | null, wrong: number, items: number): PoiwError {
  const message =
    refused !== null
      ? `the answer was refused: ${refused.code}`
      : `${wrong} of ${items} items are invalid`;
  return new PoiwError('E_ANSWER_REJECTED', message, {
    hint: 'each item’s reason and receipt say what the check saw; correct it and check again',
  });
}

/** Adds what a second engine saw; a disagreement is an error, whatever the verdict. */
export function describeConfirmation(
  described: CommandResult & { readonly data: Readonly<Record<string, unknown>> },
  confirmations: readonly ItemConfirmation[],
): CommandResult {
  const data = { ...described.data, confirmations };
  const lines = confirmations.map(({ item, engine, confirmed, gasCompared, worlds }) => {
    const seen = gasCompared
      ? confirmed
        ? 'the same outcome and gas'
        : 'ANOTHER outcome or gas'
      : `${confirmed ? 'the same' : 'ANOTHER'} outcome (gas not compared: anvil has no prices of before london)`;
    return `${engine.padEnd(9)} ${item}: ${seen} in ${worlds.length} worlds`;
  });
  const text = [described.text, ...lines].join('\n');
  const odd = confirmations.find(({ confirmed }) => !confirmed);
  if (odd === undefined) return { ...described, data, text };
  const error = new PoiwError('E_VERIFY_MISMATCH', `the engines disagree about ${odd.item}`, {
    hint: 'what depends on block hashes or prevrandao differs between them; report anything else',
  });
  return { ...described, data, text, error };
}
