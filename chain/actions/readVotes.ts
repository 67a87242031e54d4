import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, ChainEvent } from '../chainClient.ts';
import { readLogs } from '../readLogs.ts';
import type { VoteState } from '../taskState.ts';
import { readPanel } from './readPanel.ts';

/**
 * The votes of the task's latest panel in seat order; empty when no panel was drawn. They are read
 * from events: the chain keeps a vote under its juror's key and nothing beside it.
 */
export async function readVotes(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<readonly VoteState[]> {
  const panel = await readPanel(client, { taskId });
  if (panel === undefined) return [];
  const ofRound = async (event: string): Promise<ChainEvent[]> => {
    const query = { contract: 'VoteModule', event, indexed: [taskId], fromBlock: 0 } as const;
    const logs = await readLogs(client, query);
    return logs.filter(({ args }) => Number(args['round']) === panel.round);
  };
  const [commits, reveals, snitches] = await Promise.all([
    ofRound('VoteCommitted'),
    ofRound('VoteRevealed'),
    ofRound('VoteSnitched'),
  ]);
  return panel.ids.map((jurorId, seat) => {
    const worker = panel.workers[seat] ?? '0x';
    const commit = commits.find(({ args }) => args['worker'] === worker)?.args['commit'];
    const opened = reveals.find(({ args }) => Number(args['jurorId']) === jurorId)?.args;
    return {
      jurorId,
      seat,
      worker,
      weight: panel.weights[seat] ?? 0,
      committed: commit !== undefined,
      revealed: opened !== undefined,
      snitched: snitches.some(({ args }) => Number(args['jurorId']) === jurorId),
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
