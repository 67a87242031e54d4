import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';
import type { AnswerState } from '../taskState.ts';

interface RawAnswer {
  readonly minerId: bigint;
  readonly worker: Hex;
  readonly owner: Hex;
  readonly commit: Hex;
  readonly revealed: boolean;
  readonly contentHash: Hex;
  readonly salt: Hex;
}

/** A task's answers in slot order. */
export async function readAnswers(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<readonly AnswerState[]> {
  const call = { contract: 'TaskReader', method: 'getAnswers', args: [taskId] } as const;
  const raw = (await client.read(call)) as readonly RawAnswer[];
  return [...raw].map((one, slot) => ({
    slot,
    minerId: Number(one.minerId),
    worker: one.worker,
    owner: one.owner,
    commit: one.commit,
    revealed: one.revealed,
    ...(one.revealed ? { contentHash: one.contentHash, salt: one.salt } : {}),
  }));
}
