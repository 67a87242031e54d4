import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readCase } from '../../chain/actions/readCase.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { taskCount } from '../../chain/actions/taskCount.ts';
import { PoiwError } from '../../core/errors.ts';
import { TASK_KINDS } from '../../core/taskKind.ts';
import { spawnActor } from '../devnet/spawnActor.ts';
import type { Devnet } from '../devnet/startDevnet.ts';

export interface DisputeDemoOptions {
  readonly devnet: Devnet;
  readonly home: string;
  readonly script: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** The bluffer's second finding, see `createBluffer`. */
const ITEM = 'F2';
const WHY =
  'transferFrom emits Transfer through _transfer, which it calls: the jury looked at its own lines alone. The probe calls it and finds the event.';

/** Calls the function the finding is about; an event in the logs refutes that there is none. */
const PROBE = {
  schema: 'poiw.probe/v1',
  prepare: [],
  call: {
    from: '$bob',
    to: '$token',
    fn: 'transferFrom(address,address,uint256)',
    args: ['$alice', '$bob', '0'],
    value: '0',
  },
};

/**
 * Disputes, as the publisher and in a process of its own, the false finding that the jury believed, and
 * returns when the experts' ruling stands.
 */
export async function disputeDemo(options: DisputeDemoOptions): Promise<void> {
  const { devnet, home, progress, signal } = options;
  const bluffer = devnet.actors.find(({ behaviour }) => behaviour === 'bluffer');
  const taskId = await auditTask(devnet);
  const answers = taskId === undefined ? [] : await readAnswers(devnet.chain, { taskId });
  const answer = answers.find(({ minerId, revealed }) => revealed && minerId === bluffer?.memberId);
  if (bluffer === undefined || taskId === undefined || answer === undefined) return;
  const artefact = join(home, 'probe.json');
  await writeFile(artefact, JSON.stringify(PROBE, null, 2));
  progress(`task ${taskId}    publisher disputes ${bluffer.name}'s finding ${ITEM}: ${WHY}`);
  await runCommand(options, [
    ...['dispute', 'open', taskId.toString(), '--item', `${answer.slot}:${ITEM}`, '--why', WHY],
    ...['--artefact', artefact, '--accuse', String(bluffer.memberId), '--fault', 'dispute lost'],
    ...['--network', devnet.networkFile, '--key', `file:${join(home, 'keys', 'publisher.key')}`],
  ]);
  const caseId = 1n;
  for (;;) {
    const dispute = await readCase(devnet.chain, { caseId });
    if (dispute.stage === 'closed') return;
    await sleep(250, undefined, { signal });
  }
}

async function auditTask({ chain }: Devnet): Promise<bigint | undefined> {
  const last = await taskCount(chain);
  for (let taskId = 1n; taskId <= last; taskId += 1n) {
    if (TASK_KINDS[(await readTask(chain, { taskId })).kind] === 'audit') return taskId;
  }
  return undefined;
}

async function runCommand(
  { home, script, signal }: DisputeDemoOptions,
  args: readonly string[],
): Promise<void> {
  const logFile = join(home, 'logs', 'dispute.log');
  const child = spawnActor({ script, args, logFile, onEvent: () => undefined });
  const stop = () => void child.stop();
  signal.addEventListener('abort', stop, { once: true });
  const code = await child.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code === 0) return;
  throw new PoiwError('E_BUG', `the dispute ended with exit code ${code ?? 'none'}`, {
    hint: `its log is ${logFile}`,
  });
}
