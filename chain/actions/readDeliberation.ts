import type { Hex } from '../../core/contentId.ts';
import type { PostedWord } from '../caseState.ts';
import type { ChainClient } from '../chainClient.ts';
import { readLogs } from '../readLogs.ts';

/** What a panel of experts has put on chain so far. */
export interface Deliberation {
  /** In the order they came. */
  readonly posts: readonly PostedWord[];
  /** Sealed final votes by member id. */
  readonly commits: ReadonlyMap<number, Hex>;
  /** Open final votes by member id. */
  readonly votes: ReadonlyMap<number, { readonly scores: Hex; readonly guilt: number }>;
}

/** Of one panel of a tier; its second panel deliberates anew. */
export async function readDeliberation(
  client: ChainClient,
  at: { readonly caseId: bigint; readonly tier: number; readonly rolled: boolean },
): Promise<Deliberation> {
  const { caseId, tier, rolled } = at;
  const ofTier = (event: string) =>
    readLogs(client, {
      ...{ contract: 'DisputeCourt', event, fromBlock: 0 },
      indexed: [caseId, BigInt(tier)],
    });
  const [posted, committed, revealed] = await Promise.all([
    ofTier('ExpertPosted'),
    ofTier('ExpertCommitted'),
    ofTier('ExpertRevealed'),
  ]);
  return {
    posts: posted
      .filter(({ args }) => args['rolled'] === rolled)
      .map(({ args }) => ({
        expertId: Number(args['expertId']),
        step: Number(args['step']),
        word: args['word'] as Hex,
      })),
    commits: new Map(
      committed.map(({ args }) => [Number(args['expertId']), args['commit'] as Hex]),
    ),
    votes: new Map(
      revealed.map(({ args }) => [
        Number(args['expertId']),
        { scores: args['scores'] as Hex, guilt: Number(args['guilt']) },
      ]),
    ),
  };
}
