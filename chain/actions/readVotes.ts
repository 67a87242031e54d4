import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';
import { readLogs } from '../readLogs.ts';
import type { VoteState } from '../taskState.ts';
import { readTask } from './readTask.ts';

interface RawVote {
  readonly jurorId: bigint;
  readonly weight: bigint;
  readonly worker: Hex;
  readonly committed: boolean;
  readonly revealed: boolean;
  readonly commit: Hex;
  readonly scores: Hex;
}

interface Opening {
  readonly rationaleHash: Hex;
  readonly salt: Hex;
}

/** The panel's votes in seat order; empty when no panel was drawn. */
export async function readVotes(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<readonly VoteState[]> {
  const call = { contract: 'VoteModule', method: 'votesOf', args: [taskId] } as const;
  const raw = [...((await client.read(call)) as readonly RawVote[])];
  const openings = raw.some((one) => one.revealed)
    ? await readOpenings(client, taskId)
    : new Map<number, Opening>();
  return raw.map((one) => ({
    jurorId: Number(one.jurorId),
    worker: one.worker,
    weight: Number(one.weight),
    committed: one.committed,
    revealed: one.revealed,
    ...(one.committed && !one.revealed ? { commit: one.commit } : {}),
    ...(one.revealed ? { scores: one.scores, ...openings.get(Number(one.jurorId)) } : {}),
  }));
}

/** Rationales and salts are only in the log: storing them would double the price of a vote. */
async function readOpenings(client: ChainClient, taskId: bigint): Promise<Map<number, Opening>> {
  const { beaconBlock } = await readTask(client, { taskId });
  const logs = await readLogs(client, {
    contract: 'VoteModule',
    event: 'VoteRevealed',
    indexed: [taskId],
    fromBlock: beaconBlock ?? 0,
  });
  return new Map(
    logs.map(({ args }) => [
      Number(args['jurorId']),
      { rationaleHash: args['rationaleHash'] as Hex, salt: args['salt'] as Hex },
    ]),
  );
}
