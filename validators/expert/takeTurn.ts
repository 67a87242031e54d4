import { readAnswers } from '../../chain/actions/readAnswers.ts';
import type { CaseState } from '../../chain/caseState.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { PENALTIES } from '../../core/economy/penalties.ts';
import type { PromiseRecord } from '../../core/journal.ts';
import type { Log } from '../../core/service.ts';
import { decideRuling } from './decideRuling.ts';
import type { ContestedItem, ExpertMind } from './expertMind.ts';
import type { Hearing, Turn } from './hearing.ts';
import { sealStep } from './postedWords.ts';
import { openWord, prepareRuling, sealWord, type RulingComponents } from './rulingPromise.ts';
import { writeWord } from './writeWord.ts';

/** Who takes a turn, in which case, with what in front of him. */
export interface TurnContext {
  readonly components: RulingComponents & { readonly log: Log };
  readonly dispute: CaseState;
  /** Named in every line of the log. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly items: readonly ContestedItem[];
  readonly mind: ExpertMind;
  readonly memberId: number;
  readonly signal: AbortSignal;
}

/** Fault number of a lost dispute: what was claimed is not so. */
const DISPUTE_LOST = Object.keys(PENALTIES).indexOf('dispute lost');

/** Seals or opens a first vote or a statement. */
export async function sayTurn(
  { components, dispute, facts, items, mind, memberId, signal }: TurnContext,
  turn: Extract<Turn, { readonly turn: 'seal' | 'open' }>,
): Promise<void> {
  const { id: caseId, tier, rolled } = dispute;
  const seat = { caseId, tier, rolled };
  const { round } = turn;
  const said = round === 0 ? 'first-vote' : 'statement';
  const step = sealStep(round);
  if (turn.turn === 'open') {
    await openWord(components, seat, step + 1);
    components.log(`${said}-opened`, { ...facts, round });
    return;
  }
  if (round === 0) components.log('judging', { ...facts, tier });
  const write = () => writeWord({ ...seat, expertId: memberId }, { items, mind, turn, signal });
  await sealWord(components, seat, { step, write });
  components.log(`${said}-sealed`, { ...facts, round });
}

/** Makes up the final vote and puts it on record. */
export async function writeRuling(
  { components, dispute, facts, memberId, ...with_ }: TurnContext,
  hearing: Hearing,
): Promise<{ readonly promise: PromiseRecord; readonly reason: string }> {
  tellHearing(components.log, hearing, facts);
  const { id: caseId, tier, rolled, ruling: standing } = dispute;
  const seat = { caseId, tier, rolled };
  const accusedSlot = await slotOfAccused(components.chain, dispute);
  const decided = await decideRuling({
    ...{ ...seat, expertId: memberId, hearing, standing, accusedSlot, ...with_ },
  });
  return { promise: await prepareRuling(components, seat, decided), reason: decided.reason };
}

function tellHearing(
  log: Log,
  { sides, rounds, stop, points }: Hearing,
  facts: TurnContext['facts'],
): void {
  if (sides.length === 0) return;
  const all = [...points.values()].flat();
  const count = (evidence: string) => all.filter((one) => one.evidence === evidence).length;
  log('debated', {
    ...{ ...facts, items: sides.length, rounds, stop },
    ...{ quoted: count('quoted'), executed: count('executed'), struck: count('none') },
  });
}

/** Only claiming what is not so can be seen from scores; other faults need a person's evidence. */
async function slotOfAccused(
  chain: ChainClient,
  { accused, fault, task }: CaseState,
): Promise<number | undefined> {
  if (accused === 0 || fault !== DISPUTE_LOST) return undefined;
  const answers = await readAnswers(chain, { taskId: task });
  return answers.find(({ minerId }) => minerId === accused)?.slot;
}
