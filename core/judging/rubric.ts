import { z } from 'zod';
import { citationSchema, isCitationTrue } from './citation.ts';
import { isNullClaim } from './cleanClaim.ts';
import type { JudgeCase } from './judgeCase.ts';
import { hashNumber } from './judgingOrder.ts';

/** A yes/no question, in both wordings: who says yes to everything contradicts himself. */
interface RubricItem {
  readonly id: string;
  readonly direct: string;
  readonly inverse: string;
}

/** Locked: a change of wording is a new version. */
const RUBRIC_VERSION = 'poiw.rubric.finding/v1';
const ITEMS: readonly RubricItem[] = [
  {
    id: 'shown',
    direct: 'Do the cited lines do what the claim says they do?',
    inverse: 'Do the cited lines do something other than the claim says?',
  },
  {
    id: 'reachable',
    direct: 'Can somebody whom the contract does not trust bring it about?',
    inverse: 'Is it out of reach for everybody whom the contract does not trust?',
  },
  {
    id: 'unguarded',
    direct: 'Is the code without a check that prevents it?',
    inverse: 'Does the code hold a check that prevents it?',
  },
  {
    id: 'harm',
    direct: 'Does it cost somebody money, control or access?',
    inverse: 'Is it without cost to anybody?',
  },
];

/** A question as one pass asks it. */
interface RubricQuestion {
  readonly id: string;
  readonly ask: string;
  readonly inverse: boolean;
}

export interface RubricPass {
  readonly version: string;
  readonly questions: readonly RubricQuestion[];
}

/** Whether a text is a question of ours, word for word: only such text is put before a model as ours. */
export function isRubricWording(text: string): boolean {
  return ITEMS.some(({ direct, inverse }) => text === direct || text === inverse);
}

/** Two passes over the same questions: other order, opposite wordings, both drawn from the context. */
export function rubricPasses(context: string): readonly [RubricPass, RubricPass] {
  const first = ITEMS.map((item) => ({
    item,
    inverse: hashNumber(`${context}|${item.id}`) % 2 === 1,
    rank: hashNumber(`${context}|rank|${item.id}`),
  })).sort((a, b) => a.rank - b.rank);
  const pass = (of: typeof first, flip: boolean): RubricPass => ({
    version: RUBRIC_VERSION,
    questions: of.map(({ item, inverse }) => {
      const asked = inverse !== flip;
      return { id: item.id, ask: asked ? item.inverse : item.direct, inverse: asked };
    }),
  });
  return [pass(first, false), pass(first.toReversed(), true)];
}

/** What a model may answer; anything else is no answer. */
export const rubricReply = z.strictObject({
  answers: z
    .array(
      z.strictObject({
        id: z.string().max(40),
        answer: z.enum(['yes', 'no', 'unsure']),
        citation: citationSchema.nullable(),
      }),
    )
    .max(16),
  /** Text that seems to instruct the judge. */
  injectionSuspected: z.boolean(),
});

export type RubricReply = z.infer<typeof rubricReply>;

type RubricVerdict = 'valid' | 'invalid' | 'abstain';

export interface RubricJudgement {
  readonly verdict: RubricVerdict;
  readonly reasons: readonly string[];
  /** Goes to experts whatever the verdict: somebody tried to talk to the judge. */
  readonly quarantined: boolean;
}

/**
 * Verdict from the replies of both passes, in code: a question counts as answered when both passes
 * agree on it and one of them cites a line that is really there. Valid needs every question, invalid
 * one clear no; everything else abstains, which is honest.
 */
export function judgeByRubric(
  of: JudgeCase,
  passes: readonly { readonly pass: RubricPass; readonly reply: unknown }[],
): RubricJudgement {
  if (isNullClaim(of.claim)) {
    return { verdict: 'invalid', reasons: ['the claim says nothing'], quarantined: false };
  }
  const replies = passes.map(({ pass, reply }) => ({ pass, reply: rubricReply.safeParse(reply) }));
  if (replies.some(({ reply }) => !reply.success)) {
    return { verdict: 'abstain', reasons: ['a reply was no rubric reply'], quarantined: false };
  }
  const quarantined =
    of.steering || replies.some(({ reply }) => reply.data?.injectionSuspected === true);
  const findings = ITEMS.map(({ id }) => ({
    id,
    holds: agreed(
      replies.map(({ pass, reply }) => readAnswer(of, { id, pass, reply: reply.data })),
    ),
  }));
  const reasons = findings.map(({ id, holds }) => `${id}: ${holds ?? 'undecided'}`);
  const verdict = findings.some(({ holds }) => holds === 'no')
    ? 'invalid'
    : findings.every(({ holds }) => holds === 'yes')
      ? 'valid'
      : 'abstain';
  // Nobody accepts alone what came with instructions for him; experts see it without them.
  if (quarantined && verdict === 'valid') {
    return { verdict: 'abstain', reasons: [...reasons, 'it speaks to its judge'], quarantined };
  }
  return { verdict, reasons, quarantined };
}

interface Answer {
  readonly holds: boolean;
  readonly cited: boolean;
}

function readAnswer(
  { sources }: JudgeCase,
  from: { id: string; pass: RubricPass; reply: RubricReply | undefined },
): Answer | null {
  const asked = from.pass.questions.find(({ id }) => id === from.id);
  const said = from.reply?.answers.filter(({ id }) => id === from.id) ?? [];
  const [only] = said;
  if (asked === undefined || only === undefined || said.length > 1) return null;
  if (only.answer === 'unsure') return null;
  const cited = only.citation !== null && isCitationTrue(only.citation, sources);
  return { holds: (only.answer === 'yes') !== asked.inverse, cited };
}

function agreed(answers: readonly (Answer | null)[]): 'yes' | 'no' | undefined {
  const [first] = answers;
  if (first === undefined || first === null) return undefined;
  const same = answers.every((one) => one?.holds === first.holds);
  if (!same || !answers.some((one) => one?.cited === true)) return undefined;
  return first.holds ? 'yes' : 'no';
}
