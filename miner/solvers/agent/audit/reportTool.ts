import { z } from 'zod';
import type { LoopTool } from '../../../../models/toolLoop.ts';
import { trusted, untrusted } from '../../../../models/untrusted/segment.ts';
import { SEVERITIES, VULNERABILITY_CLASSES, type Finding } from '../../../../tasks/kinds/audit.ts';
import { checkQuote } from '../../../../validators/auto/exploit/checkQuote.ts';
import { defineTool } from '../defineTool.ts';
import { moved, said } from '../desk.ts';
import { stringsIn } from '../leakGuard.ts';
import type { AuditBench } from './auditBench.ts';
import { unprovedConfidence } from './auditBook.ts';

const input = z.strictObject({
  exploit: z
    .string()
    .max(10)
    .nullable()
    .describe('id of the exploit that proves it, like X1; null when unproved'),
  title: z.string().min(1).max(160),
  class: z.enum(VULNERABILITY_CLASSES),
  severity: z.enum(SEVERITIES),
  confidence: z
    .int()
    .min(0)
    .max(100)
    .describe('percent; how often you are right when you are this sure'),
  file: z.string().max(200),
  startLine: z.int().min(1),
  endLine: z.int().min(1),
  function: z.string().max(200).nullable(),
  rootCause: z.string().min(1).max(400),
  impact: z.string().min(1).max(400),
});

type Report = z.infer<typeof input>;

/** Reports kept that nothing proves. */
const MAX_OPINIONS = 12;
const MOST_LINES = 20;
const MOST_QUOTED = 400;

export function reportTool({ target, scope, book, known, guard }: AuditBench): LoopTool {
  return defineTool({
    name: 'report_finding',
    description:
      'Put a finding into the answer. With an exploit id it is submitted as proved; without one it is labelled unproved, paid little, and costs when it is wrong.',
    input,
    run(report) {
      const exploit = report.exploit === null ? undefined : book.exploits.get(report.exploit);
      if (report.exploit !== null && exploit === undefined) {
        return said(
          trusted`There is no exploit of that id. Run it first, or report with exploit null.`,
        );
      }
      const finding = findingOf(report, target.model.sources[report.file] ?? '');
      const misquoted = checkQuote(finding, { scope, sources: target.model.sources });
      if (misquoted !== undefined) {
        return said(trusted`The place does not exist.`, untrusted(trusted`why`, misquoted));
      }
      if (guard(stringsIn(finding)) !== undefined) {
        return said(trusted`Not taken: the text holds what must not be published.`);
      }
      if (
        exploit === undefined &&
        isReported(finding, [...(known?.findings ?? []), ...book.reports.values()])
      ) {
        return said(trusted`A finding of this class at these lines is there already.`);
      }
      if (exploit === undefined && book.reports.size - book.exploits.size >= MAX_OPINIONS) {
        return said(trusted`There are enough unproved findings.`);
      }
      book.reports.set(report.exploit ?? `U${book.reports.size + 1}`, finding);
      return moved(exploit === undefined ? trusted`Noted as unproved.` : trusted`Noted as proved.`);
    },
  });
}

/** The quote is the file's own text: what a model remembers of it does not matter. */
function findingOf(report: Report, source: string): Finding {
  const { file, startLine, endLine, function: named, title, rootCause, impact } = report;
  const last = Math.min(endLine, startLine + MOST_LINES);
  const lines = source.split('\n').slice(startLine - 1, last);
  const quote = lines.join('\n').slice(0, MOST_QUOTED).trim();
  return {
    id: 'new',
    title,
    class: report.class,
    severity: report.severity,
    confidence: unprovedConfidence(report.confidence),
    locations: [
      { file, startLine, endLine: last, quote, ...(named === null ? {} : { function: named }) },
    ],
    rootCause,
    impact,
  };
}

function isReported(finding: Finding, others: readonly Finding[]): boolean {
  const [place] = finding.locations;
  return others.some(
    (other) =>
      other.class === finding.class &&
      other.locations.some(
        (one) =>
          place !== undefined &&
          one.file === place.file &&
          one.startLine <= place.endLine &&
          place.startLine <= one.endLine,
      ),
  );
}
