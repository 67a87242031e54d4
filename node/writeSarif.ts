import { writeFile } from 'node:fs/promises';
import { tolerantJson } from './bundle/tolerantJson.ts';
import type { ItemResult } from './bundle/describeAnswers.ts';
import { toSarif } from './bundle/toSarif.ts';
import type { FolderCheck } from './checkFolder.ts';
import { fileError } from './fileError.ts';
import { packageVersion } from './packageVersion.ts';

/**
 * Writes the findings of a checked answer that are proved or name a known bug as SARIF 2.1.0. What
 * is wrong or left to peers is not reported: a scanner's list should hold what is certain.
 *
 * @throws PoiwError E_CONFIG, E_DISK_FULL
 */
export async function writeSarif(checked: FolderCheck, file: string): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(checkSarif(checked), null, 2)}\n`);
  } catch (cause) {
    throw fileError(cause);
  }
}

function checkSarif({ task, bytes, built }: FolderCheck): unknown {
  const contents = contentsOf(bytes);
  const items = (built.report.answers[0]?.items ?? []).map((item): ItemResult => ({
    ...item,
    panelScore: null,
    content: contents.get(item.id) ?? null,
  }));
  const answer = { slot: 0, miner: '', name: null, refused: null, paid: '0', bondLost: '0' };
  return toSarif(
    { id: task.id, answers: [{ ...answer, status: 'judged', items }] },
    packageVersion,
  );
}

function contentsOf(bytes: Uint8Array): Map<string, Readonly<Record<string, unknown>>> {
  const value = tolerantJson(bytes) as { readonly findings?: unknown } | undefined;
  const findings = Array.isArray(value?.findings) ? (value.findings as unknown[]) : [];
  return new Map(
    findings.flatMap((one) => {
      const finding = one as Readonly<Record<string, unknown>>;
      return typeof finding['id'] === 'string' ? [[finding['id'], finding]] : [];
    }),
  );
}
