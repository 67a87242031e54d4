import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, ChainEvent } from '../chainClient.ts';
import { readLogs } from '../readLogs.ts';
import type { VoteState } from '../taskState.ts';
import { readPanels } from './readPanel.ts';

/**
 * The votes of the task's latest panel in seat order, of all rounds of a growing one; empty when no
 * panel was drawn. They are read from events: the chain keeps a vote under its juror's key and nothing
 * beside it.
 */
export async function readVotes(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<readonly VoteState[]> {
  const panels = await readPanels(client, { taskId });
  const panel = panels.at(-1);
  if (panel === undefined) return [];
  const logs = (event: string): Promise<ChainEvent[]> =>
    readLogs(client, { contract: 'VoteModule', event, indexed: [taskId], fromBlock: 0 });
  const [commits, reveals, snitches] = await Promise.all([
    logs('VoteCommitted'),
    logs('VoteRevealed'),
    logs('VoteSnitched'),
  ]);
  return panel.ids.map((jurorId, seat) => {
    const worker = panel.workers[seat] ?? '0x';
    const { round, commitEnd, revealEnd } =
      panels.find((one) => one.round === panel.rounds[seat]) ?? panel;
    const isOf = ({ args }: ChainEvent) => Number(args['round']) === round;
    const isHis = (event: ChainEvent) => isOf(event) && Number(event.args['jurorId']) === jurorId;
    const commit = commits.find((event) => isOf(event) && event.args['worker'] === worker)?.args[
      'commit'
    ];
    const opened = reveals.find(isHis)?.args;
    return {
      jurorId,
      seat,
      worker,
      ballot: { round, commitEnd, revealEnd },
      weight: panel.weights[seat] ?? 0,
      committed: commit !== undefined,
      revealed: opened !== undefined,
      snitched: snitches.some(isHis),
      ...(commit === undefined ? {} : { commit: commit as Hex }),
      ...(opened === undefined
        ? {}
        : {
            scores: opened['scores'] as Hex,
            rationaleHash: opened['rationaleHash'] as Hex,
            salt: opened['salt'] as Hex,
          }),
    };
  });
}
