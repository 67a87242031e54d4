import { setTimeout as sleep } from 'node:timers/promises';
import { chainTime } from '../../chain/actions/chainTime.ts';
import { readLot } from '../../chain/actions/readLot.ts';
import { readStanding } from '../../chain/actions/readStanding.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { PoiwError } from '../../core/errors.ts';
import { auditProbabilities } from '../../core/judging/auditDraw.ts';
import { unpackLanes } from '../../core/lanes.ts';
import { pokeAudit } from '../../tasks/pokeAudit.ts';

export interface DrawnAudit {
  readonly task: string;
  readonly beacon: string;
  /** The case that reads what was drawn; null when there is none. */
  readonly case: string | null;
  readonly items: readonly {
    readonly lane: number;
    /** ppm */
    readonly probability: number;
    readonly drawn: boolean;
  }[];
}

const POLL_MS = 250;

/**
 * Has the lot of a settled task drawn: chooses the block, waits for its hash, draws. What was drawn
 * before is told as it is.
 *
 * @throws PoiwError E_NOT_FOUND when there is nothing to draw any more, E_CHAIN_REJECTED
 */
export async function callAudit(
  chain: ChainClient,
  { task: taskId, signal }: { readonly task: bigint; readonly signal: AbortSignal },
): Promise<DrawnAudit> {
  const standing = await readStanding(chain, { taskId });
  for (;;) {
    const lot = await readLot(chain, { taskId });
    if (lot !== undefined) {
      const probabilities = auditProbabilities(standing);
      const drawn = unpackLanes(lot.lanes);
      const items = unpackLanes(standing.used).flatMap((one, lane) =>
        one === 0
          ? []
          : [{ lane, probability: probabilities[lane] ?? 0, drawn: (drawn[lane] ?? 0) !== 0 }],
      );
      const caseId = lot.caseId?.toString() ?? null;
      return { task: taskId.toString(), beacon: lot.beacon, case: caseId, items };
    }
    const { timestamp: now, blockNumber: block } = await chainTime(chain);
    if ((await pokeAudit(chain, taskId, { now, block })) === 'over') throw nothingToDraw(taskId);
    await sleep(POLL_MS, undefined, { signal });
  }
}

function nothingToDraw(taskId: bigint): PoiwError {
  return new PoiwError('E_NOT_FOUND', `task ${taskId} has nothing to draw`, {
    hint: 'the lot is drawn while a settled task can be disputed, of items that peers judged',
  });
}
