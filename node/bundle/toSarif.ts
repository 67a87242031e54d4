import { z } from 'zod';
import type { ItemResult } from './describeAnswers.ts';
import type { TaskResult } from './taskResult.ts';

/** A jury's median, of 255, from which an unproved finding is reported. */
const JURY_ACCEPTS = 128;

/** A task's findings: each thing once, proved ones first, then what the jury accepted. */
export function acceptedFindings({ answers }: Pick<TaskResult, 'answers'>): ItemResult[] {
  const seen = new Set<string>();
  const items = answers
    .flatMap((answer) => answer.items)
    .filter(({ verdict, panelScore }) => verdict === 'valid' || (panelScore ?? 0) >= JURY_ACCEPTS)
    .filter((item) => {
      const what = item.group ?? placeOf(item);
      if (seen.has(what)) return false;
      seen.add(what);
      return true;
    });
  const proved = items.filter(({ verdict }) => verdict === 'valid');
  return [...proved, ...items.filter(({ verdict }) => verdict !== 'valid')];
}

const findingShape = z.object({
  title: z.string().catch(''),
  class: z.string().catch('other'),
  severity: z.string().catch('info'),
  rootCause: z.string().catch(''),
  impact: z.string().catch(''),
  locations: z
    .array(
      z.object({
        file: z.string(),
        startLine: z.int().min(1),
        endLine: z.int().min(1),
      }),
    )
    .catch([]),
});

/** A finding as its miner wrote it, with blanks for what is missing. */
export function findingOf({ content }: ItemResult): z.infer<typeof findingShape> {
  return findingShape.parse(content ?? {});
}

function placeOf(item: ItemResult): string {
  const { class: kind, locations } = findingOf(item);
  return `${kind} ${locations[0]?.file ?? ''}:${locations[0]?.startLine ?? ''}`;
}

const LEVELS: Readonly<Record<string, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
};

/** Scores that code scanning sorts by (GitHub's security-severity, 0..10). */
const SCORES: Readonly<Record<string, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
};

/**
 * The findings of an audit as SARIF 2.1.0, which editors and code scanning open. Rules are unique,
 * paths relative, fingerprints come from receipts, so that the same finding keeps its identity.
 */
export function toSarif(result: Pick<TaskResult, 'id' | 'answers'>, version: string): unknown {
  const items = acceptedFindings(result).filter((item) => findingOf(item).locations.length > 0);
  const rules = [...new Set(items.map((item) => findingOf(item).class))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'poiw',
            version,
            rules: rules.map((id) => ({ id, shortDescription: { text: id.replace(/-/g, ' ') } })),
          },
        },
        automationDetails: { id: `poiw/task/${result.id}` },
        results: items.map((item) => sarifResult(item, rules)),
      },
    ],
  };
}

function sarifResult(item: ItemResult, rules: readonly string[]) {
  const finding = findingOf(item);
  const proof =
    item.verdict === 'valid'
      ? item.explanation
      : `judged by a jury: ${item.panelScore ?? 0} of 255`;
  return {
    ruleId: finding.class,
    ruleIndex: rules.indexOf(finding.class),
    level: LEVELS[finding.severity] ?? 'note',
    message: { text: `${finding.title}. ${finding.impact} (${proof})` },
    locations: finding.locations.map(({ file, startLine, endLine }) => ({
      physicalLocation: {
        artifactLocation: { uri: file, uriBaseId: '%SRCROOT%' },
        region: { startLine, endLine: Math.max(startLine, endLine) },
      },
    })),
    partialFingerprints: { 'poiw/receipt': item.receipt },
    properties: {
      severity: finding.severity,
      'security-severity': SCORES[finding.severity] ?? '0.5',
      evidence: item.evidence,
    },
  };
}
