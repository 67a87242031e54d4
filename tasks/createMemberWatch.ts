import type { ChainClient } from '../chain/chainClient.ts';
import type { MemberRole } from '../chain/member.ts';
import type { Hex } from '../core/contentId.ts';
import { asPoiwError } from '../core/errors.ts';
import type { Log, Service } from '../core/service.ts';
import { requireMember } from './requireMember.ts';

export interface WatchComponents {
  readonly chain: ChainClient;
  readonly worker: Hex;
  readonly log: Log;
  /** Stopped when nothing watches any more. */
  readonly pool: { stop(): Promise<void> };
}

/** What a watch is given; its signal aborts when the daemon stops. */
export interface Watching {
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Whether a daemon earns and, if not, why. */
export interface Earning {
  readonly yes: boolean;
  readonly because: string;
}

export interface MemberWatch extends Service {
  /** Known once started, 0 before. */
  memberId(): number;
  /** @param busy what earns it something right now; undefined when nothing does */
  earning(busy: string | undefined, idle: string): Earning;
}

/**
 * What daemons of all roles have in common: the member they work for, a watch on the chain that
 * outlives a node that does not answer, and an end that leaves nothing running.
 *
 * @param watch ends soon after its signal aborts
 */
export function createMemberWatch(
  { chain, worker, log, pool }: WatchComponents,
  role: MemberRole,
  watch: (watching: Watching) => Promise<unknown>,
): MemberWatch {
  const controller = new AbortController();
  let watched: Promise<unknown> = Promise.resolve();
  let memberId = 0;
  let rpcLost = false;

  const watchLog: Log = (event, facts) => {
    if (event === 'rpc-lost' || event === 'rpc-back') rpcLost = event === 'rpc-lost';
    log(event, facts);
  };

  return {
    async start() {
      memberId = (await requireMember(chain, worker, role)).id;
      log('started', { role, worker, member: memberId });
      watched = watch({ signal: controller.signal, log: watchLog });
    },
    async stop() {
      controller.abort();
      await watched.catch((thrown: unknown) =>
        log('stopped', { message: asPoiwError(thrown).message }),
      );
      await pool.stop();
    },
    memberId: () => memberId,
    earning(busy, idle) {
      const because = rpcLost ? 'the chain does not answer' : (busy ?? idle);
      return { yes: !rpcLost && busy !== undefined, because };
    },
  };
}
