import type { Hex } from '../../core/contentId.ts';
import { publisherStake } from '../../core/economy/publisherStake.ts';
import { PoiwError } from '../../core/errors.ts';
import type { ChainClient } from '../chainClient.ts';
import { decodeTerms, type RawTerms } from '../encodeTerms.ts';
import { TASK_STATES, type Receipt, type TaskState } from '../taskState.ts';

interface RawTask {
  readonly terms: RawTerms;
  readonly publisher: Hex;
  readonly state: bigint;
  readonly schedule: Readonly<Record<keyof TaskState['schedule'], bigint>>;
  readonly drawEnd: bigint;
  readonly answers: bigint;
  readonly revealed: bigint;
  readonly hiddenHash: Hex;
  readonly hiddenSalt: Hex;
  readonly hiddenOpenedAt: bigint;
  readonly beacon: Hex;
  readonly beaconBlock: bigint;
  readonly receipts: bigint;
  readonly agreeing: bigint;
  readonly quorum: boolean;
  readonly conflicting: boolean;
  readonly agreedHash: Hex;
  readonly agreed: Omit<Receipt, 'faults'> & { readonly faults: bigint };
  readonly attesters: readonly bigint[];
  readonly epoch: bigint;
  readonly panels: bigint;
  readonly rolling: boolean;
  readonly growEnd: bigint;
  readonly panel: readonly bigint[];
  readonly ballotCommitEnd: bigint;
  readonly ballotRevealEnd: bigint;
  readonly collected: bigint;
}

/** Everything the chain knows about a task. @throws PoiwError E_NOT_FOUND */
export async function readTask(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<TaskState> {
  const call = { contract: 'TaskReader', method: 'getTask', args: [taskId] } as const;
  const raw = (await client.read(call)) as RawTask;
  const state = TASK_STATES[Number(raw.state)] ?? 'none';
  if (state === 'none') {
    throw new PoiwError('E_NOT_FOUND', `there is no task ${taskId.toString()}`);
  }
  const terms = decodeTerms(raw.terms);
  return {
    ...terms,
    id: taskId,
    publisher: raw.publisher,
    publisherStake: publisherStake(terms.reward),
    state,
    schedule: scheduleOf(raw),
    drawEnd: Number(raw.drawEnd),
    answers: Number(raw.answers),
    revealed: Number(raw.revealed),
    receipts: Number(raw.receipts),
    agreeing: Number(raw.agreeing),
    conflicting: raw.conflicting,
    drawnAttesters: [...raw.attesters].map(Number),
    rolling: raw.rolling,
    collected: raw.collected,
    ...progressOf(raw),
  };
}

function scheduleOf({ schedule }: RawTask): TaskState['schedule'] {
  return {
    publishedAt: Number(schedule.publishedAt),
    thinkEnd: Number(schedule.thinkEnd),
    commitEnd: Number(schedule.commitEnd),
    revealEnd: Number(schedule.revealEnd),
    verifyEnd: Number(schedule.verifyEnd),
    voteCommitEnd: Number(schedule.voteCommitEnd),
    voteRevealEnd: Number(schedule.voteRevealEnd),
    settleEnd: Number(schedule.settleEnd),
  };
}

function progressOf(
  raw: RawTask,
): Pick<
  TaskState,
  'hidden' | 'beacon' | 'beaconBlock' | 'agreed' | 'epoch' | 'panel' | 'ballot' | 'growEnd'
> {
  const hidden = {
    contentHash: raw.hiddenHash,
    salt: raw.hiddenSalt,
    openedAt: Number(raw.hiddenOpenedAt),
  };
  return {
    ...(hidden.openedAt === 0 ? {} : { hidden }),
    ...(BigInt(raw.beacon) === 0n ? {} : { beacon: raw.beacon }),
    ...(raw.beaconBlock === 0n ? {} : { beaconBlock: Number(raw.beaconBlock) }),
    ...(raw.quorum ? { agreed: agreedOf(raw) } : {}),
    ...(raw.epoch === 0n ? {} : { epoch: Number(raw.epoch) }),
    ...(raw.panels === 0n ? {} : ballotOf(raw)),
    ...(raw.growEnd === 0n ? {} : { growEnd: Number(raw.growEnd) }),
  };
}

function ballotOf(raw: RawTask): Required<Pick<TaskState, 'panel' | 'ballot'>> {
  return {
    panel: [...raw.panel].map(Number),
    ballot: {
      round: Number(raw.panels) - 1,
      commitEnd: Number(raw.ballotCommitEnd),
      revealEnd: Number(raw.ballotRevealEnd),
    },
  };
}

function agreedOf({ agreed, agreedHash }: RawTask): NonNullable<TaskState['agreed']> {
  return {
    hash: agreedHash,
    root: agreed.root,
    proved: agreed.proved,
    laneSlots: agreed.laneSlots,
    laneCaps: agreed.laneCaps,
    faults: Number(agreed.faults),
  };
}
