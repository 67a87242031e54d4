import { readFile } from 'node:fs/promises';
import { appealCase } from '../../chain/actions/appealCase.ts';
import { openDispute } from '../../chain/actions/openDispute.ts';
import { readMember } from '../../chain/actions/readMember.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { digestOf, type ContentId } from '../../core/contentId.ts';
import { PENALTIES } from '../../core/economy/penalties.ts';
import { messageOf, PoiwError } from '../../core/errors.ts';
import { readArtefact, type DisputeEvidence } from '../../validators/expert/disputeEvidence.ts';

export const FAULT_NAMES = Object.keys(PENALTIES) as (keyof typeof PENALTIES)[];
export type FaultName = keyof typeof PENALTIES;

export interface OpenCaseOptions {
  readonly task: bigint;
  /** What is disputed; every item when none is named. */
  readonly items: readonly { readonly slot: number; readonly item: string }[];
  readonly why: string;
  /** File with an artefact that runs. */
  readonly artefact?: string;
  /** Member accused of a fault. */
  readonly accuse?: number;
  readonly fault: FaultName;
}

export interface OpenedCase {
  readonly case: string;
  readonly task: string;
  /** wei that lie with the court until the case is closed. */
  readonly bond: bigint;
  /** Content id of the evidence. */
  readonly evidence: ContentId;
}

/**
 * Disputes what the peers decided about a task: stores the evidence, and opens the case with its bond.
 *
 * @throws PoiwError E_NOT_FOUND, E_SCHEMA for an artefact that is none, E_CHAIN_REJECTED
 */
export async function openCase(
  { chain, blobs }: { readonly chain: ChainClient; readonly blobs: BlobStore },
  { task, items, why, artefact, accuse = 0, fault }: OpenCaseOptions,
): Promise<OpenedCase> {
  const brought = artefact === undefined ? null : await blobs.put(await loadArtefact(artefact));
  if (accuse !== 0) await readMember(chain, { memberId: accuse });
  const document: DisputeEvidence = {
    schema: 'poiw.dispute/v1',
    claims: items.map((one) => ({ ...one, why, artefact: brought })),
  };
  const evidence = await blobs.put(canonicalBytes(document));
  const { caseId, bond } = await openDispute(chain, {
    taskId: task,
    accused: accuse,
    fault: accuse === 0 ? 0 : FAULT_NAMES.indexOf(fault),
    evidence: digestOf(evidence),
  });
  return { case: caseId.toString(), task: task.toString(), bond, evidence };
}

/** Asks the next tier, or takes the side of what was ruled. */
export async function takeSide(
  { chain }: { readonly chain: ChainClient },
  at: { readonly caseId: bigint; readonly side: 'appeal' | 'defend' },
): Promise<{ readonly case: string; readonly side: string; readonly bond: bigint }> {
  const { bond } = await appealCase(chain, at);
  return { case: at.caseId.toString(), side: at.side, bond };
}

async function loadArtefact(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new PoiwError('E_NOT_FOUND', `cannot read ${file}: ${messageOf(cause)}`, { cause });
  });
  if (readArtefact(bytes) === undefined) {
    throw new PoiwError('E_SCHEMA', `${file} is no artefact`, {
      hint: 'it is JSON of schema poiw.exploit/v1 (a proof of concept) or poiw.probe/v1 (a call)',
    });
  }
  return bytes;
}
