import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, ChainEvent } from '../chainClient.ts';
import { readLogs } from '../readLogs.ts';

/** A panel as its draw announced it; lists are in seat order. */
export interface PanelState {
  /** 0 for the first panel, 1 for the one drawn when that reached no quorum; a growing panel's count on. */
  readonly round: number;
  /** Whether this round joined those who sat before, who come first in the lists. */
  readonly grown: boolean;
  readonly ids: readonly number[];
  readonly weights: readonly number[];
  /** Keys that worked for the jurors when they were drawn: only these can vote. */
  readonly workers: readonly Hex[];
  /** The round each seat was drawn in: only in that one it votes. */
  readonly rounds: readonly number[];
  /** Last seconds in which this round's votes can be sealed and opened, unix seconds. */
  readonly commitEnd: number;
  readonly revealEnd: number;
}

/** Every panel drawn for a task of its own, in order; a growing panel once a round. */
export async function readPanels(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<readonly PanelState[]> {
  const query = { contract: 'VoteModule', fromBlock: 0, indexed: [taskId] } as const;
  const [drawn, grown] = await Promise.all([
    readLogs(client, { ...query, event: 'PanelDrawn' }),
    readLogs(client, { ...query, event: 'PanelGrown' }),
  ]);
  const panels = drawn.map((event) => panelOf(event));
  for (const event of grown) panels.push(panelOf(event, panels.at(-1)));
  return panels;
}

/** A task's latest panel; undefined when none was drawn. */
export async function readPanel(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<PanelState | undefined> {
  return (await readPanels(client, { taskId })).at(-1);
}

/** @param sat the panel whose seats those of the event join */
function panelOf({ args }: ChainEvent, sat?: PanelState): PanelState {
  const numbers = (name: string) => (args[name] as readonly string[]).map(Number);
  const round = Number(args['round']);
  return {
    round,
    grown: sat !== undefined,
    ids: [...(sat?.ids ?? []), ...numbers('ids')],
    weights: [...(sat?.weights ?? []), ...numbers('weights')],
    workers: [...(sat?.workers ?? []), ...(args['workers'] as readonly Hex[])],
    rounds: [...(sat?.rounds ?? []), ...numbers('ids').map(() => round)],
    commitEnd: Number(args['commitEnd']),
    revealEnd: Number(args['revealEnd']),
  };
}
