import { cleanClaim } from './cleanClaim.ts';
import type { ClaimedFinding, JudgeCase } from './judgeCase.ts';
import { stripComments } from './stripComments.ts';

const MOST_LOCATIONS = 5;

/**
 * Puts a finding into the judges' template. Title, severity, confidence, proof and patch stay out:
 * they are the claimant's own opinion of it, or are checked by execution.
 *
 * @param sources files in scope
 */
export function toJudgeCase(
  id: string,
  finding: ClaimedFinding,
  sources: Readonly<Record<string, string>>,
): JudgeCase {
  const named = new Set(finding.locations.map(({ file }) => file));
  const cited = Object.entries(sources).filter(([file]) => named.has(file));
  return {
    id,
    class: finding.class,
    locations: finding.locations
      .slice(0, MOST_LOCATIONS)
      .map(({ file, startLine, endLine }) => ({ file, startLine, endLine })),
    ...cleanClaim(`${finding.rootCause}\n${finding.impact}`),
    sources: Object.fromEntries(cited.map(([file, text]) => [file, stripComments(text)])),
  };
}
