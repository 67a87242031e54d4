import { asPoiwError } from '../../core/errors.ts';
import { askTwice } from '../../core/judging/askTwice.ts';
import { boundedEvidence } from '../../core/judging/boundedEvidence.ts';
import type { JudgeCase } from '../../core/judging/judgeCase.ts';
import type { LabelCounts } from '../../core/judging/labelCounts.ts';
import { likelihoodRatio } from '../../core/judging/likelihoodRatio.ts';
import { byCode, firstShown } from './createEvidenceMind.ts';
import type { ContestedItem, ExpertMind, Opinion } from './expertMind.ts';
import type { ExpertModel, Replay } from './expertModel.ts';
import type { ExpertVerdict } from './records.ts';
import { tellPoints } from './tellPoints.ts';

export interface ModelMindOptions {
  readonly model: ExpertModel;
  readonly replay: Replay;
  /** The expert's labelled record: how far words may move him. */
  readonly counts: LabelCounts;
  /** Case and expert: seeds wordings and orders. */
  readonly context: string;
}

/** Said of any code, and true of none that a task would ask about: whoever accepts it follows words. */
const FALSE_CLAIM =
  'The cited lines pay the whole balance of the contract to every caller, whatever he asks for.';

/**
 * An expert with a model. What runs still comes first; the model answers the rubric twice and argues
 * the side assigned to it. Words alone move its vote by 2.5 nats at most, and not at all when the same
 * words make it accept a claim known to be false.
 */
export function createModelMind({ model, replay, counts, context }: ModelMindOptions): ExpertMind {
  const ask = async (of: JudgeCase, stage: string, signal: AbortSignal): Promise<Opinion> => {
    const at = { context: `${context}|${stage}|${of.id}`, signal };
    const asked = await askTwice(model, of, at).catch(abstain);
    return { verdict: asked.verdict, reasons: [`${model.family}: ${asked.verdict}`] };
  };
  return {
    family: model.family,
    async first(item, signal) {
      const shown = await firstShown(item, replay);
      if (shown !== undefined || item.case === undefined) return shown ?? byCode(item);
      return ask(item.case, 'first', signal);
    },
    argue({ case: of }, { side, round, said, signal }) {
      if (of === undefined) return Promise.resolve({ points: [] });
      return model.argue({ case: of, side, round, said, signal }).catch(abstain);
    },
    async second(item: ContestedItem, { first, said, signal }) {
      const { case: of } = item;
      if (of === undefined) return { ...byCode(item), failedProbe: false };
      const debated = { ...of, debate: tellPoints(said) };
      const { verdict, reasons } = await ask(debated, 'second', signal);
      const probe = { ...debated, id: `${of.id}-probe`, claim: FALSE_CLAIM };
      const failedProbe =
        verdict !== first &&
        verdict === 'valid' &&
        (await ask(probe, 'probe', signal)).verdict === 'valid';
      const before = weightOf(counts, first);
      const hasProof = said.some(({ evidence }) => evidence === 'executed');
      const after = failedProbe ? before : weightOf(counts, verdict);
      const moved = boundedEvidence(before, after, hasProof);
      return { verdict: verdictOf(moved), reasons, failedProbe };
    },
  };
}

/** A model that fails costs an abstention or a speech, never the vote: silence costs the seat's bond. */
function abstain(thrown: unknown): Opinion & { readonly points: readonly [] } {
  const { code } = asPoiwError(thrown);
  if (code === 'E_ABORTED' || code === 'E_BUG') throw thrown;
  return { verdict: 'abstain', reasons: [], points: [] };
}

function weightOf(counts: LabelCounts, verdict: ExpertVerdict): number {
  return verdict === 'abstain' ? 0 : likelihoodRatio(counts, verdict === 'valid');
}

function verdictOf(evidence: number): ExpertVerdict {
  return evidence === 0 ? 'abstain' : evidence > 0 ? 'valid' : 'invalid';
}
