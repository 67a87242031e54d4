import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMember } from '../../chain/actions/readMember.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { readTaskHistory } from '../../chain/taskHistory.ts';
import { contentIdFromDigest } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { TASK_KINDS } from '../../core/taskKind.ts';
import { openSealed } from '../../tasks/openSealed.ts';
import { fetchTaskPackage } from '../../tasks/taskPackage.ts';
import type { VerificationReport } from '../../validators/auto/report.ts';
import type { OpenNetwork } from '../openNetwork.ts';
import { packageVersion } from '../packageVersion.ts';
import { accountsOf, agreedReceipt } from './accounts.ts';
import type { ChainRecord } from './chainRecord.ts';
import { describeAnswers } from './describeAnswers.ts';
import { describeRounds } from './describeRounds.ts';
import { BUNDLE, writeBundle, type BundleFiles } from './bundleFiles.ts';
import { addCourt, courtMembers } from './courtFiles.ts';
import { toSarif } from './toSarif.ts';
import { writeReport } from './writeReport.ts';
import { taskFacts, type TaskFacts } from './taskFacts.ts';
import type { TaskResult } from './taskResult.ts';

/**
 * Gathers everything about an ended task, writes `<out>/bundle/` and `<out>/report.md`.
 *
 * @param names what to call members, by lower-case owner address
 * @throws PoiwError E_NOT_FOUND, E_CONFIG while the task is still open
 */
export async function fetchResult(
  network: OpenNetwork,
  taskId: bigint,
  out: string,
  names: ReadonlyMap<string, string> = new Map(),
): Promise<TaskResult> {
  const { chain } = network;
  const { state, kind } = await readTask(chain, { taskId });
  if (state === 'open') {
    throw new PoiwError('E_NOT_FOUND', `task ${taskId.toString()} is not over yet`, {
      retryable: true,
      hint: `see \`poiw task show ${taskId.toString()}\` for what it is waiting for`,
    });
  }
  const record = await readRecord(network, taskId);
  const facts = taskFacts(record);
  const files = await gatherFiles(network, record, facts);
  const bundle = join(out, 'bundle');
  await replaceFolder(bundle, (draft) => writeBundle(draft, files));
  const accounts = accountsOf(facts, record);
  const result: TaskResult = {
    id: taskId.toString(),
    kind: TASK_KINDS[kind] ?? `kind ${kind}`,
    title: titleOf(files),
    state,
    publisher: facts.publisher,
    ...accounts,
    answers: describeAnswers({ facts, files, record, accounts, names }),
    rounds: describeRounds({ facts, files, record, names }),
    bundle,
    report: join(out, 'report.md'),
    findings: TASK_KINDS[kind] === 'audit' ? join(out, 'findings.sarif') : null,
  };
  await writeReport(result, names);
  if (result.findings !== null) {
    await writeFile(result.findings, JSON.stringify(toSarif(result, packageVersion), null, 2));
  }
  return result;
}

async function readRecord({ chain, network }: OpenNetwork, taskId: bigint): Promise<ChainRecord> {
  const history = await readTaskHistory(chain, taskId, network.fromBlock);
  const draft = {
    schema: 'poiw.chain-record/v1' as const,
    taskId: taskId.toString(),
    addresses: network.addresses,
    history: JSON.parse(JSON.stringify(history)) as ChainRecord['history'],
  };
  const facts = taskFacts(draft);
  const ids = [
    ...facts.answers.map(({ minerId }) => minerId),
    ...facts.receipts.map(({ autoId }) => autoId),
    ...facts.panels.flatMap(({ ids }) => ids),
    ...courtMembers(facts),
  ];
  const members = [];
  for (const memberId of [...new Set(ids)].sort((a, b) => a - b)) {
    const { id, owner, worker, role } = await readMember(chain, { memberId });
    members.push({ id, owner, worker, role });
  }
  return { ...draft, members };
}

/** Every blob the task's life names, by its path in the bundle. */
async function gatherFiles(
  { blobs }: OpenNetwork,
  record: ChainRecord,
  facts: TaskFacts,
): Promise<BundleFiles> {
  const files = new Map<string, Uint8Array>();
  const specId = contentIdFromDigest(facts.terms.specHash);
  const { files: publicFiles } = await fetchTaskPackage(specId, (id) => blobs.get(id));
  files.set(BUNDLE.spec, await blobs.get(specId));
  for (const [path, bytes] of publicFiles) files.set(`${BUNDLE.public}/${path}`, bytes);
  if (facts.hidden !== undefined) {
    files.set(BUNDLE.hiddenSealed, await blobs.get(contentIdFromDigest(facts.hidden.contentHash)));
    files.set(BUNDLE.hidden, await openSealed(blobs, facts.hidden));
  }
  for (const reveal of facts.reveals) {
    const sealed = await blobs.get(contentIdFromDigest(reveal.contentHash)).catch(() => undefined);
    const plain = await openSealed(blobs, reveal).catch(() => undefined);
    if (sealed !== undefined) files.set(`${BUNDLE.answers}/${reveal.slot}.sealed`, sealed);
    if (plain !== undefined) files.set(`${BUNDLE.answers}/${reveal.slot}.json`, plain);
  }
  await addVerification(blobs, facts, files);
  for (const vote of facts.votes) {
    const sealed = await blobs.get(contentIdFromDigest(vote.rationaleHash)).catch(() => undefined);
    const opening = { contentHash: vote.rationaleHash, salt: vote.salt };
    const plain = await openSealed(blobs, opening).catch(() => undefined);
    if (sealed !== undefined) files.set(`${BUNDLE.votes}/${vote.jurorId}.sealed`, sealed);
    if (plain !== undefined) files.set(`${BUNDLE.votes}/${vote.jurorId}.json`, plain);
  }
  if (facts.court !== undefined) await addCourt(blobs, facts.court, files);
  return { files, record };
}

async function addVerification(
  blobs: OpenNetwork['blobs'],
  facts: TaskFacts,
  files: Map<string, Uint8Array>,
): Promise<void> {
  const agreed = agreedReceipt(facts);
  if (agreed === undefined) return;
  const bytes = await blobs.get(contentIdFromDigest(agreed.root));
  files.set(BUNDLE.verification, bytes);
  const report = JSON.parse(new TextDecoder().decode(bytes)) as VerificationReport;
  for (const { receipt } of report.answers.flatMap(({ items }) => items)) {
    files.set(`${BUNDLE.receipts}/${receipt}.json`, await blobs.get(receipt));
  }
}

function titleOf({ files }: BundleFiles): string {
  const spec = files.get(BUNDLE.spec);
  return spec === undefined
    ? ''
    : (JSON.parse(new TextDecoder().decode(spec)) as { title: string }).title;
}

/** Writes beside the old folder first, so that a crash never leaves half a bundle under its name. */
async function replaceFolder(
  folder: string,
  write: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await write(draft);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}
