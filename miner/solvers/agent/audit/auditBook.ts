import { canonicalBytes } from '../../../../core/canonicalJson.ts';
import { LIMITS } from '../../../../core/limits.ts';
import type { AuditAnswer, Finding, Poc } from '../../../../tasks/kinds/audit.ts';

/** An attack that worked. */
interface Exploit {
  readonly poc: Poc;
  readonly severity: Finding['severity'];
  patch: Record<string, string> | undefined;
}

/** What is known about an audit: kept here, by code, and never read back from a conversation. */
export interface AuditBook {
  readonly exploits: Map<string, Exploit>;
  /** By the exploit they report, or by an id of their own when unproved. */
  readonly reports: Map<string, Finding>;
}

/** Findings nobody proved: few, for a wrong one costs more than silence. */
const MAX_UNPROVED = 3;
const MAX_UNPROVED_IN_ALL = 5;
const PATCHED_CONFIDENCE = 0.97;
const PROVED_CONFIDENCE = 0.93;

/**
 * The answer of a book: the floor's findings, then what was proved beyond it, then the best of what
 * was not. Proof and patch come from the book's exploits alone.
 */
export function answerOf(task: AuditAnswer['task'], floor: AuditAnswer | null, book: AuditBook) {
  const known = floor?.findings ?? [];
  const proved = [...book.reports].flatMap(([id, finding]): Finding[] => {
    const exploit = book.exploits.get(id);
    return exploit === undefined ? [] : [provedFinding(finding, exploit)];
  });
  const unproved = [...book.reports]
    .filter(([id]) => !book.exploits.has(id))
    .map(([, finding]) => finding)
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, MAX_UNPROVED);
  const floorProved = known.filter(({ poc }) => poc !== undefined);
  const minor = known.filter(({ poc }) => poc === undefined);
  const opinions = [...unproved, ...minor].slice(0, MAX_UNPROVED_IN_ALL);
  const findings = [...floorProved, ...proved, ...opinions]
    .slice(0, LIMITS.findings)
    .map((finding, at) => ({
      ...finding,
      id: `${finding.poc === undefined ? 'U' : 'P'}${at + 1}`,
    }));
  return findings.length === 0 ? null : fitting({ task, findings });
}

function provedFinding(finding: Finding, { poc, severity, patch }: Exploit): Finding {
  const confidence = patch === undefined ? PROVED_CONFIDENCE : PATCHED_CONFIDENCE;
  return { ...finding, severity, confidence, poc, ...(patch === undefined ? {} : { patch }) };
}

/** An answer has a size limit and patches are whole files: the last ones go first. */
function fitting(answer: AuditAnswer): AuditAnswer {
  let { findings } = answer;
  while (canonicalBytes({ ...answer, findings }).length > LIMITS.answer.maxBytes) {
    const last = findings.findLastIndex(({ patch }) => patch !== undefined);
    if (last < 0) return { ...answer, findings: findings.slice(0, -1) };
    findings = findings.map((finding, at) => (at === last ? withoutPatch(finding) : finding));
  }
  return { ...answer, findings };
}

function withoutPatch(finding: Finding): Finding {
  return Object.fromEntries(Object.entries(finding).filter(([key]) => key !== 'patch')) as Finding;
}

/**
 * The confidence an unproved finding is submitted with. Models are far surer than they are right
 * when nothing was run, so their word is worth little and never as much as a proof.
 */
export function unprovedConfidence(percent: number): number {
  return Math.round(10 + percent / 2) / 100;
}
