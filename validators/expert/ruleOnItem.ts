import { askTwice } from '../../core/judging/askTwice.ts';
import { boundedEvidence } from '../../core/judging/boundedEvidence.ts';
import type { JudgeCase } from '../../core/judging/judgeCase.ts';
import { judgingOrder } from '../../core/judging/judgingOrder.ts';
import type { LabelCounts } from '../../core/judging/labelCounts.ts';
import { likelihoodRatio } from '../../core/judging/likelihoodRatio.ts';
import { isResolved, openPanel } from '../../core/judging/panel.ts';
import type { Side } from '../../core/judging/statement.ts';
import { debate, type Debate } from './debate.ts';
import { tellPoints } from './tellPoints.ts';
import type { ExpertModel, Replay } from './expertModel.ts';

interface Expert {
  readonly id: string;
  readonly model: ExpertModel;
  readonly counts: LabelCounts;
}

type ExpertVerdict = Side | 'abstain';

/** One expert on one item, from his sealed first vote to what counted in the end. */
interface ExpertVote {
  readonly id: string;
  readonly first: ExpertVerdict;
  readonly second: ExpertVerdict;
  /** He accepted the same debate about an answer known to be false: his change of mind is void. */
  readonly failedProbe: boolean;
  /** Evidence of the counted vote, Q16 nats. */
  readonly evidence: number;
}

export interface Ruling {
  readonly verdict: Side;
  /** Log odds of "valid" before and after the debate, Q16 nats. */
  readonly firstLogOdds: number;
  readonly logOdds: number;
  readonly votes: readonly ExpertVote[];
  /** Null when the first votes agreed, or nothing could be executed. */
  readonly debate: Debate | null;
  readonly reason: string;
}

export interface RulingOptions {
  readonly experts: readonly Expert[];
  /** Beacon word: draws the debaters and seeds every order. */
  readonly seed: string;
  /** Truth share of the claimant's record class, ppm. */
  readonly opening: number;
  readonly replay: Replay;
  /** An answer to the same task known to be false, for the probe. */
  readonly falseClaim: string;
  readonly signal: AbortSignal;
  /** `executable`: only where a side brings something that runs; debates of words alone do not pay. */
  readonly debate: 'never' | 'executable' | 'always';
}

/**
 * A tier's decision on one item: sealed votes; a debate only if they are split; sealed second votes,
 * bounded and probed; the weighted sum decides. In a live tier each vote is committed and revealed on
 * chain before the next step; here the order of calls keeps them apart.
 */
export async function ruleOnItem(of: JudgeCase, options: RulingOptions): Promise<Ruling> {
  const { experts, seed, opening, signal } = options;
  const first = await Promise.all(
    experts.map(({ id, model }) => vote(model, of, `${seed}|first|${id}`, signal)),
  );
  const start = openPanel(opening).logOdds;
  const firstEvidence = experts.map(({ counts }, i) => evidenceOf(counts, first[i]));
  const firstLogOdds = firstEvidence.reduce((sum, one) => sum + one, start);
  const kept = experts.map(({ id }, i): ExpertVote => ({
    id,
    first: first[i] ?? 'abstain',
    second: first[i] ?? 'abstain',
    failedProbe: false,
    evidence: firstEvidence[i] ?? 0,
  }));
  const held = isSplit(first, firstLogOdds) ? await holdDebate(of, options) : null;
  const votes = held === null ? kept : await voteAgain(of, { ...options, held, kept });
  const logOdds = votes.reduce((sum, { evidence }) => sum + evidence, start);
  const verdict = logOdds > 0 ? 'valid' : 'invalid';
  const reason = reasonOf(verdict, { votes, held });
  return { verdict, firstLogOdds, logOdds, votes, debate: held, reason };
}

async function vote(
  model: ExpertModel,
  of: JudgeCase,
  context: string,
  signal: AbortSignal,
): Promise<ExpertVerdict> {
  return (await askTwice(model, of, { context, signal })).verdict;
}

function evidenceOf(counts: LabelCounts, verdict: ExpertVerdict | undefined): number {
  if (verdict === undefined || verdict === 'abstain') return 0;
  return likelihoodRatio(counts, verdict === 'valid');
}

/** Items on which experts differ, or on which together they stay unsure. */
function isSplit(votes: readonly ExpertVerdict[], logOdds: number): boolean {
  const sides = new Set(votes.filter((one) => one !== 'abstain'));
  return sides.size > 1 || !isResolved({ logOdds, stages: 1 });
}

async function holdDebate(of: JudgeCase, options: RulingOptions): Promise<Debate | null> {
  if (options.debate === 'never') return null;
  const order = judgingOrder(options.experts.length, `${options.seed}|sides|${of.id}`);
  const valid = options.experts[order[0] ?? 0];
  const invalid = options.experts[order[1] ?? 0];
  if (valid === undefined || invalid === undefined || valid === invalid) return null;
  const held = await debate(of, { valid: valid.model, invalid: invalid.model }, options);
  const proved = held.points.some(({ evidence }) => evidence === 'executed');
  return options.debate === 'always' || proved ? held : null;
}

interface Again extends RulingOptions {
  readonly held: Debate;
  readonly kept: readonly ExpertVote[];
}

async function voteAgain(of: JudgeCase, options: Again): Promise<ExpertVote[]> {
  const { experts, held, kept, seed, signal, falseClaim } = options;
  const hasProof = held.points.some(({ evidence }) => evidence === 'executed');
  const debated = { ...of, debate: tellPoints(held.points) };
  // The same words about an answer that is false: whoever accepts it follows the words.
  const probe = { ...debated, id: `${of.id}-probe`, claim: falseClaim };
  return Promise.all(
    experts.map(async ({ id, model, counts }, i): Promise<ExpertVote> => {
      const before = kept[i] ?? { id, first: 'abstain', evidence: 0 };
      const second = await vote(model, debated, `${seed}|second|${id}`, signal);
      const moved = second !== before.first;
      const failedProbe =
        moved &&
        second === 'valid' &&
        (await vote(model, probe, `${seed}|probe|${id}`, signal)) === 'valid';
      const said = failedProbe ? before.evidence : evidenceOf(counts, second);
      const evidence = boundedEvidence(before.evidence, said, hasProof);
      return { id, first: before.first, second, failedProbe, evidence };
    }),
  );
}

function reasonOf(
  verdict: Side,
  { votes, held }: { readonly votes: readonly ExpertVote[]; readonly held: Debate | null },
): string {
  const count = (side: ExpertVerdict) => votes.filter(({ second }) => second === side).length;
  const tally = `${count('valid')} valid, ${count('invalid')} invalid, ${count('abstain')} abstain`;
  const standing = held?.points.filter(
    ({ side, evidence }) => side === verdict && evidence !== 'none',
  );
  const best = standing?.find(({ evidence }) => evidence === 'executed') ?? standing?.[0];
  const ground = best === undefined ? 'by weighted vote' : `${best.evidence}: ${best.text}`;
  return `${verdict} (${tally}); ${ground}`;
}
