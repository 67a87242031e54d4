import { z } from 'zod';
import { unpackLanes } from '../../core/lanes.ts';
import type { Lane } from '../../core/scoring.ts';
import type { ReportItem, VerificationReport } from '../../validators/auto/report.ts';
import { finalMedians, type Accounts } from './accounts.ts';
import { BUNDLE, type BundleFiles } from './bundleFiles.ts';
import type { ChainRecord } from './chainRecord.ts';
import type { TaskFacts } from './taskFacts.ts';
import { tolerantJson } from './tolerantJson.ts';

export interface AnswerResult {
  readonly slot: number;
  /** Owner address of the miner. */
  readonly miner: string;
  readonly name: string | null;
  readonly status: 'judged' | 'refused' | 'not-revealed' | 'not-judged';
  readonly refused: string | null;
  readonly items: readonly ItemResult[];
  /** wei earned */
  readonly paid: string;
  /** wei of the bond that was burned */
  readonly bondLost: string;
}

export interface ItemResult {
  readonly id: string;
  /** An `open` item was left to the panel: see the task's rounds. */
  readonly verdict: ReportItem['verdict'];
  readonly evidence: ReportItem['evidence'];
  readonly reason: string;
  readonly explanation: string;
  /** Bug, question or other thing it is about, where a check knows. */
  readonly group: string | null;
  /** Content id; the file is in the bundle's receipts folder. */
  readonly receipt: string;
  /** Score 0..255 by the jury, or by the experts where they ruled; null where no jury judged. */
  readonly panelScore: number | null;
  /** The finding or claim itself, as the miner wrote it: untrusted. */
  readonly content: Readonly<Record<string, unknown>> | null;
}

export interface DescribeInput {
  readonly facts: TaskFacts;
  readonly files: BundleFiles;
  readonly record: ChainRecord;
  readonly names: ReadonlyMap<string, string>;
}

/** The answers of a task with what became of each item, in slot order. */
export function describeAnswers(
  input: DescribeInput & { readonly accounts: Accounts },
): AnswerResult[] {
  const { facts, files, record, accounts, names } = input;
  const report = reportOf(files);
  return facts.answers.map(({ slot, minerId }) => {
    const owner = record.members.find(({ id }) => id === minerId)?.owner ?? '';
    const checked = report?.answers.find((one) => one.slot === slot);
    const revealed = facts.reveals.some((one) => one.slot === slot);
    const paid = accounts.paid.find(({ to, role }) => to === owner && role === 'miner');
    const lost = facts.slashes.filter(({ id }) => id === minerId);
    return {
      slot,
      miner: owner,
      name: names.get(owner.toLowerCase()) ?? null,
      status: statusOf(revealed, checked),
      refused: checked?.refused?.explanation ?? null,
      items: (checked?.items ?? []).map((item) => ({
        ...item,
        panelScore: panelScoreOf(facts, report?.lanes ?? [], { slot, item: item.id }),
        content: contentOf(files.files.get(`${BUNDLE.answers}/${slot}.json`), item.id),
      })),
      paid: paid?.amount ?? '0',
      bondLost: lost.reduce((sum, { amount }) => sum + amount, 0n).toString(),
    };
  });
}

/** The verification report inside a bundle, when there is one. */
export function reportOf({ files }: BundleFiles): VerificationReport | undefined {
  const bytes = files.get(BUNDLE.verification);
  return bytes === undefined
    ? undefined
    : (JSON.parse(new TextDecoder().decode(bytes)) as VerificationReport);
}

function statusOf(
  revealed: boolean,
  checked: VerificationReport['answers'][number] | undefined,
): AnswerResult['status'] {
  if (!revealed) return 'not-revealed';
  if (checked === undefined) return 'not-judged';
  return checked.refused === null ? 'judged' : 'refused';
}

function panelScoreOf(
  facts: TaskFacts,
  lanes: readonly Lane[],
  { slot, item }: Pick<Lane, 'slot' | 'item'>,
): number | null {
  const lane = lanes.findIndex((one) => one.slot === slot && one.item === item);
  const { settled, panels } = facts;
  if (lane < 0 || settled === undefined || panels.length === 0) return null;
  return unpackLanes(finalMedians(facts, settled.medians))[lane] ?? null;
}

const withItems = z.object({
  findings: z.array(z.looseObject({ id: z.string() })).optional(),
  claims: z.array(z.looseObject({ id: z.string() })).optional(),
});

/** An item as its miner wrote it, wherever the kind's answer keeps it. */
function contentOf(answer: Uint8Array | undefined, item: string): ItemResult['content'] {
  if (answer === undefined) return null;
  const parsed = withItems.safeParse(tolerantJson(answer));
  if (!parsed.success) return null;
  const { findings = [], claims = [] } = parsed.data;
  return [...findings, ...claims].find(({ id }) => id === item) ?? null;
}
