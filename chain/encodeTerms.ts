import type { Hex } from '../core/contentId.ts';
import type { TaskTerms } from './taskState.ts';

const ZERO = `0x${'00'.repeat(32)}` as const;

/** By their number on chain. */
const TERMS_LANES = ['task', 'epoch', 'growing'] as const;

type Amounts = 'reward' | 'answerBond';
type Digests = 'specHash' | 'hiddenCommit';
type Numbers =
  | 'kind'
  | 'maxAnswers'
  | 'panelSize'
  | 'lane'
  | 'attesters'
  | 'minersBps'
  | 'peersBps'
  | 'expertsBps'
  | 'networkBps'
  | keyof TaskTerms['windows'];

/** `Terms` of TaskTypes.sol as the ABI coder gives it. */
export type RawTerms = Readonly<Record<Amounts | Numbers, bigint> & Record<Digests, Hex>>;

/** `Terms` of TaskTypes.sol as the ABI coder takes it. */
export function encodeTerms(terms: TaskTerms): Record<string, unknown> {
  const { split, windows, ...rest } = terms;
  return {
    ...rest,
    hiddenCommit: terms.hiddenCommit ?? ZERO,
    lane: TERMS_LANES.indexOf(terms.lane),
    minersBps: split.miners,
    peersBps: split.peers,
    expertsBps: split.experts,
    networkBps: split.network,
    ...windows,
  };
}

export function decodeTerms(raw: RawTerms): TaskTerms {
  return {
    specHash: raw.specHash,
    hiddenCommit: raw.hiddenCommit === ZERO ? undefined : raw.hiddenCommit,
    kind: Number(raw.kind),
    reward: raw.reward,
    answerBond: raw.answerBond,
    maxAnswers: Number(raw.maxAnswers),
    panelSize: Number(raw.panelSize),
    lane: TERMS_LANES[Number(raw.lane)] ?? 'task',
    attesters: Number(raw.attesters),
    split: {
      miners: Number(raw.minersBps),
      peers: Number(raw.peersBps),
      experts: Number(raw.expertsBps),
      network: Number(raw.networkBps),
    },
    windows: {
      think: Number(raw.think),
      commit: Number(raw.commit),
      reveal: Number(raw.reveal),
      verify: Number(raw.verify),
      voteCommit: Number(raw.voteCommit),
      voteReveal: Number(raw.voteReveal),
      settle: Number(raw.settle),
    },
  };
}
