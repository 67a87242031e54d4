import { z } from 'zod';
import { decodeTerms, type RawTerms } from '../../chain/encodeTerms.ts';
import type { Receipt, TaskTerms } from '../../chain/taskState.ts';
import { PoiwError } from '../../core/errors.ts';
import type { ChainRecord } from './chainRecord.ts';
import { address, bytes32, count, uint256 } from './eventWords.ts';
import { courtFacts, type CourtFacts } from './courtFacts.ts';

const answerCommitted = z.object({
  minerId: count,
  slot: count,
  worker: address,
  commit: bytes32,
});
const answerRevealed = z.object({
  minerId: count,
  slot: count,
  contentHash: bytes32,
  salt: bytes32,
});
const opening = z.object({ contentHash: bytes32, salt: bytes32 });
const receiptWords = z.object({
  root: bytes32,
  proved: bytes32,
  laneSlots: bytes32,
  laneCaps: bytes32,
  faults: count,
});
const receiptSubmitted = z.object({ autoId: count, receipt: receiptWords });
const panelDrawn = z.object({
  round: count,
  ids: z.array(count),
  weights: z.array(count),
  workers: z.array(address),
});
const voteCommitted = z.object({ round: count, worker: address, commit: bytes32 });
const voteRevealed = z.object({
  round: count,
  jurorId: count,
  scores: bytes32,
  rationaleHash: bytes32,
  salt: bytes32,
});
const settled = z.object({ medians: bytes32, present: count });
const refunded = z.object({ reason: z.string(), refunded: uint256, burned: uint256 });
const credited = z.object({ to: address, role: count, amount: uint256 });
const slashed = z.object({ id: count, amount: uint256 });

/** What happened to a task, read from its events alone. */
export interface TaskFacts {
  readonly publisher: `0x${string}`;
  readonly terms: TaskTerms;
  readonly answers: readonly z.infer<typeof answerCommitted>[];
  readonly reveals: readonly z.infer<typeof answerRevealed>[];
  readonly hidden: z.infer<typeof opening> | undefined;
  readonly beacon: `0x${string}` | undefined;
  readonly receipts: readonly { readonly autoId: number; readonly receipt: Receipt }[];
  /** The receipt that stands for receipts which conflict. */
  readonly escalated: Receipt | undefined;
  /** In the order of their rounds. */
  readonly panels: readonly z.infer<typeof panelDrawn>[];
  readonly voteCommits: readonly z.infer<typeof voteCommitted>[];
  readonly votes: readonly z.infer<typeof voteRevealed>[];
  readonly settled: z.infer<typeof settled> | undefined;
  readonly refunded: z.infer<typeof refunded> | undefined;
  readonly credits: readonly z.infer<typeof credited>[];
  /** The dispute about the task, when there was one. */
  readonly court: CourtFacts | undefined;
  /** Stakes taken for faults so far, wei. */
  readonly slashes: readonly z.infer<typeof slashed>[];
}

/** @throws PoiwError E_SCHEMA when the record does not describe one task's life */
export function taskFacts({ history }: Pick<ChainRecord, 'history'>): TaskFacts {
  // What the court pays when it closes a case is its own money, and told by `court`.
  const all = history.flatMap(({ events }) =>
    events.some(({ name }) => name === 'Executed')
      ? events.filter(({ name }) => name !== 'Credited')
      : events,
  );
  const read = <T>(name: string, schema: z.ZodType<T>): T[] =>
    all.filter((event) => event.name === name).map((event) => schema.parse(event.args));
  try {
    const [published] = read('TaskPublished', z.object({ publisher: address, terms: z.json() }));
    if (published === undefined) throw new PoiwError('E_SCHEMA', 'the task was never published');
    const terms = parseTerms(published.terms);
    return {
      publisher: published.publisher,
      terms: {
        ...terms,
        reward: read('TaskToppedUp', z.object({ reward: uint256 })).at(-1)?.reward ?? terms.reward,
        windows: {
          ...terms.windows,
          commit:
            read('TaskExtended', z.object({ commit: count })).at(-1)?.commit ??
            terms.windows.commit,
        },
      },
      answers: read('AnswerCommitted', answerCommitted),
      reveals: read('AnswerRevealed', answerRevealed),
      hidden: read('HiddenOpened', opening)[0],
      beacon: read('BeaconFixed', z.object({ beacon: bytes32 }))[0]?.beacon,
      receipts: read('ReceiptSubmitted', receiptSubmitted),
      escalated: read('TaskEscalated', z.object({ receipt: receiptWords }))[0]?.receipt,
      panels: read('PanelDrawn', panelDrawn),
      voteCommits: read('VoteCommitted', voteCommitted),
      votes: read('VoteRevealed', voteRevealed),
      settled: read('TaskSettled', settled)[0],
      refunded: read('TaskRefunded', refunded)[0],
      credits: read('Credited', credited),
      court: courtFacts({ history }),
      slashes: read('Slashed', slashed),
    };
  } catch (cause) {
    if (cause instanceof PoiwError) throw cause;
    throw new PoiwError('E_SCHEMA', 'an event of the chain record is malformed', { cause });
  }
}

function parseTerms(json: unknown): TaskTerms {
  const text = z.record(z.string(), z.string()).parse(json);
  const raw = Object.fromEntries(
    Object.entries(text).map(([name, value]) => [
      name,
      name === 'specHash' || name === 'hiddenCommit' ? bytes32.parse(value) : uint256.parse(value),
    ]),
  );
  return decodeTerms(raw as RawTerms);
}
