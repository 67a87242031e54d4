import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { submitReceipt } from '../../chain/actions/submitReceipt.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { AnswerState, TaskState } from '../../chain/taskState.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { contentIdFromDigest, contentIdOf, type Hex } from '../../core/contentId.ts';
import { asPoiwError, PoiwError } from '../../core/errors.ts';
import { phaseAt } from '../../core/phase.ts';
import type { Log, Service } from '../../core/service.ts';
import { openSealed } from '../../tasks/openSealed.ts';
import { collectOwn } from '../../tasks/collectOwn.ts';
import { pokeTask } from '../../tasks/pokeTask.ts';
import { fetchTaskPackage } from '../../tasks/taskPackage.ts';
import { requireMember } from '../../tasks/requireMember.ts';
import { watchTasks } from '../../tasks/watchTasks.ts';
import type { CheckPool } from './pool.ts';
import type { BuiltReport } from './report.ts';
import type { SubmittedAnswer } from './verification.ts';
import { verifyAnswers } from './verifyAnswers.ts';

export interface AutoValidatorComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  readonly pool: CheckPool;
  readonly worker: Hex;
  readonly log: Log;
}

/** Whether an automatic validator earns and, if not, why; what it waits for, since when. */
interface AutoStatus {
  readonly role: 'auto';
  readonly worker: Hex;
  readonly member: number;
  readonly earning: { readonly yes: boolean; readonly because: string };
  readonly waitingFor: string;
  /** Tasks whose answers it checks or is about to. */
  readonly checking: readonly string[];
}

export interface AutoValidator extends Service {
  status(): AutoStatus;
}

/**
 * The automatic validator: checks every revealed answer, stores receipts, puts their hash on chain,
 * and pokes tasks onward (panel, settlement, refund). Holds no secrets and no promises: after a
 * crash it checks again and arrives at the same bytes.
 */
export function createAutoValidator(
  components: AutoValidatorComponents,
  options: { readonly pollMs: number },
): AutoValidator {
  const controller = new AbortController();
  const { chain, log, pool, worker } = components;
  const busy = new Set<bigint>();
  let watching = Promise.resolve();
  let verifying: Promise<void> = Promise.resolve();
  let memberId = 0;
  let rpcLost = false;

  const watchLog: Log = (event, facts) => {
    if (event === 'rpc-lost' || event === 'rpc-back') rpcLost = event === 'rpc-lost';
    log(event, facts);
  };

  async function onTask(task: TaskState, now: number): Promise<'again' | undefined> {
    if (task.state !== 'open') {
      const taken = await collectOwn(chain, task, memberId);
      if (taken === 'again') return taken;
      if (taken > 0) log('collected', { task: task.id.toString() });
      return undefined;
    }
    const poked = await pokeTask(chain, task, now);
    if (poked !== undefined) log(poked, { task: task.id.toString() });
    if (phaseAt(task.schedule, now) !== 'verifying' || busy.has(task.id)) return undefined;
    if (task.hiddenCommit !== undefined && task.hidden === undefined) return undefined;
    if (task.beacon === undefined) return undefined;
    // In the first half of the phase the lot decides; whoever it left out stands in afterwards.
    if (!task.drawnAttesters.includes(memberId) && !isLate(task, now)) return undefined;
    if (task.receipts === task.attesters || (await hasAttested(task))) return undefined;
    busy.add(task.id);
    const job: Job = { task, beacon: task.beacon, missingIsRefused: isLate(task, now) };
    verifying = verifying.then(() => verify(job));
    return undefined;
  }

  async function hasAttested(task: TaskState): Promise<boolean> {
    if (task.receipts === 0) return false;
    const fromBlock = task.beaconBlock ?? 0;
    const query = { contract: 'TaskManager', event: 'ReceiptSubmitted', fromBlock } as const;
    const logs = await readLogs(chain, { ...query, indexed: [task.id, BigInt(memberId)] });
    return logs.length > 0;
  }

  async function verify(job: Job): Promise<void> {
    const { task } = job;
    const id = task.id.toString();
    try {
      log('verifying', { task: id });
      const built = await verifyTask(components, job, controller.signal);
      for (const blob of built.blobs) await components.blobs.put(blob);
      await submitReceipt(chain, { taskId: task.id, receipt: built.words });
      log('receipt', { task: id, root: built.words.root, open: built.report.lanes.length });
    } catch (thrown) {
      if (controller.signal.aborted) return;
      const { code, message } = asPoiwError(thrown);
      log('verify-failed', { task: id, code, message });
    } finally {
      // Not submitted: the next poll of the phase tries again.
      busy.delete(task.id);
    }
  }

  return {
    async start() {
      memberId = (await requireMember(chain, worker, 'auto')).id;
      log('started', { role: 'auto', worker, member: memberId });
      watching = watchTasks(chain, onTask, {
        signal: controller.signal,
        pollMs: options.pollMs,
        log: watchLog,
      });
    },
    status() {
      const checking = [...busy].map(String);
      const because = rpcLost
        ? 'the chain does not answer'
        : checking.length > 0
          ? `it checks the answers to ${checking.length} tasks`
          : 'no task that is open has drawn it to check';
      return {
        ...{ role: 'auto', worker, member: memberId, checking },
        earning: { yes: !rpcLost && checking.length > 0, because },
        waitingFor: checking.length > 0 ? `the checks of task ${checking[0]}` : 'answers to check',
      };
    },
    async stop() {
      controller.abort();
      await Promise.allSettled([watching, verifying]);
      await pool.stop();
    },
  };
}

interface Job {
  readonly task: TaskState;
  readonly beacon: Hex;
  /** Whether an answer whose sealed bytes nobody serves counts as refused by now. */
  readonly missingIsRefused: boolean;
}

/**
 * A blob may arrive late, so the first half of the phase waits for it; in the second half a miner
 * who withholds his bytes holds up nobody.
 */
function isLate({ schedule }: TaskState, now: number): boolean {
  return now > (schedule.revealEnd + schedule.verifyEnd) / 2;
}

/** Gathers what the chain and the blob store say about a task and verifies every answer. */
async function verifyTask(
  { chain, blobs, pool }: AutoValidatorComponents,
  { task, beacon, missingIsRefused }: Job,
  signal: AbortSignal,
): Promise<BuiltReport> {
  const pack = task.hidden === undefined ? undefined : await openSealed(blobs, task.hidden);
  const taskPackage = await fetchTaskPackage(
    contentIdFromDigest(task.specHash),
    (content) => blobs.get(content),
    pack,
  );
  const answers = await readAnswers(chain, { taskId: task.id });
  return verifyAnswers(
    {
      task: taskPackage,
      hidden: pack === undefined ? null : contentIdOf(pack),
      seed: beacon,
      answers: await openAnswers(blobs, answers, missingIsRefused),
    },
    { pool, signal },
  );
}

/** Revealed answers in slot order; one that does not open is passed on as unreadable. */
async function openAnswers(
  blobs: BlobStore,
  answers: readonly AnswerState[],
  missingIsRefused: boolean,
): Promise<SubmittedAnswer[]> {
  const opened: SubmittedAnswer[] = [];
  for (const { slot, revealed, contentHash, salt } of answers) {
    if (!revealed || contentHash === undefined || salt === undefined) continue;
    try {
      opened.push({ slot, bytes: await openSealed(blobs, { contentHash, salt }) });
    } catch (thrown) {
      const broken = thrown instanceof PoiwError && thrown.code === 'E_SEAL_BROKEN';
      if (!broken && !missingIsRefused) throw thrown;
      opened.push({ slot, bytes: undefined });
    }
  }
  return opened;
}
