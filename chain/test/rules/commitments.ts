import {
  answerCommitHash,
  epochCommitHash,
  hiddenCommitHash,
  voteCommitHash,
} from '../../../core/commitment.ts';
import type { Hex } from '../../../core/contentId.ts';
import type { Draw } from './draw.ts';
import { HARNESS_AT, HARNESS_CHAIN, type Case, type Rule } from './rule.ts';

const domain = { chainId: HARNESS_CHAIN, contract: HARNESS_AT } as const;
const hex = (value: unknown) => value as Hex;
const address = (draw: Draw): Hex =>
  draw.chance(0.05) ? `0x${draw.pick(['00', 'ff']).repeat(20)}` : draw.bytes(20);
const word = (draw: Draw): Hex =>
  draw.chance(0.05) ? `0x${draw.pick(['00', 'ff']).repeat(32)}` : draw.bytes(32);

const answers: Rule = {
  ...{ method: 'answers', contract: 'Reference' },
  draw: (draw) => ({
    ...{ taskId: draw.uint(256), round: draw.uint(32), miner: address(draw) },
    ...{ contentHash: word(draw), salt: word(draw) },
  }),
  ours: ({ taskId, round, miner, contentHash, salt }) => [
    answerCommitHash(domain, {
      ...{ taskId: BigInt(taskId as string), round: Number(round), miner: hex(miner) },
      ...{ contentHash: hex(contentHash), salt: hex(salt) },
    }),
  ],
};

const votes: Rule = {
  ...{ method: 'votes', contract: 'Reference' },
  draw: (draw) => ({
    ...{ taskId: draw.uint(256), tier: draw.uint(8), round: draw.uint(32), juror: address(draw) },
    ...{ scores: word(draw), rationaleHash: word(draw), salt: word(draw) },
  }),
  ours: ({ taskId, tier, round, juror, scores, rationaleHash, salt }) => [
    voteCommitHash(domain, {
      ...{ taskId: BigInt(taskId as string), tier: Number(tier), round: Number(round) },
      ...{ juror: hex(juror), scores: hex(scores) },
      ...{ rationaleHash: hex(rationaleHash), salt: hex(salt) },
    }),
  ],
};

const epochs: Rule = {
  ...{ method: 'epochs', contract: 'Reference' },
  draw: (draw) => ({
    ...{ epoch: draw.uint(32), juror: address(draw) },
    words: Array.from({ length: draw.below(6) }, () => word(draw)),
    ...{ rationaleHash: word(draw), salt: word(draw) },
  }),
  ours: ({ epoch, juror, words, rationaleHash, salt }) => [
    epochCommitHash(domain, {
      ...{ epoch: Number(epoch), juror: hex(juror), words: [...(words as Hex[])] },
      ...{ rationaleHash: hex(rationaleHash), salt: hex(salt) },
    }),
  ],
};

const hiddens: Rule = {
  ...{ method: 'hiddens', contract: 'Reference' },
  draw: (draw) => ({
    ...{ publisher: address(draw), specHash: word(draw) },
    ...{ contentHash: word(draw), salt: word(draw) },
  }),
  ours: (one: Case) => [
    hiddenCommitHash(domain, {
      ...{ publisher: hex(one['publisher']), specHash: hex(one['specHash']) },
      ...{ contentHash: hex(one['contentHash']), salt: hex(one['salt']) },
    }),
  ],
};

/** Sealing of answers, votes, words of an epoch, hidden parts. */
export const COMMITMENT_RULES: readonly Rule[] = [answers, votes, epochs, hiddens];
