import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';
import { readLogs } from '../readLogs.ts';

/** A panel as its draw announced it; lists are in seat order. */
export interface PanelState {
  /** 0 for the first panel, 1 for the one drawn when that reached no quorum. */
  readonly round: number;
  readonly ids: readonly number[];
  readonly weights: readonly number[];
  /** Keys that worked for the jurors when they were drawn: only these can vote. */
  readonly workers: readonly Hex[];
  /** Last seconds in which votes can be sealed and opened, unix seconds. */
  readonly commitEnd: number;
  readonly revealEnd: number;
}

/** Every panel drawn for a task of its own, in order. */
export async function readPanels(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<readonly PanelState[]> {
  const query = { contract: 'VoteModule', event: 'PanelDrawn', fromBlock: 0 } as const;
  const logs = await readLogs(client, { ...query, indexed: [taskId] });
  return logs.map(({ args }) => {
    const numbers = (name: string) => (args[name] as readonly string[]).map(Number);
    return {
      round: Number(args['round']),
      ids: numbers('ids'),
      weights: numbers('weights'),
      workers: args['workers'] as readonly Hex[],
      commitEnd: Number(args['commitEnd']),
      revealEnd: Number(args['revealEnd']),
    };
  });
}

/** A task's latest panel; undefined when none was drawn. */
export async function readPanel(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<PanelState | undefined> {
  return (await readPanels(client, { taskId })).at(-1);
}
