import { trusted, trustedConstant, untrusted } from '../../../../models/untrusted/segment.ts';
import { audit, type AuditAnswer } from '../../../../tasks/kinds/audit.ts';
import { readTarget } from '../../audit/readTarget.ts';
import type { Target } from '../../audit/target.ts';
import type { Desk, OpenDesk } from '../desk.ts';
import { fileTools } from '../fileTools.ts';
import { symbolTools } from '../symbolTools.ts';
import { answerOf, type AuditBook } from './auditBook.ts';
import { compileTool } from './compileTool.ts';
import { exploitTool } from './exploitTool.ts';
import { patchTool } from './patchTool.ts';
import { reportTool } from './reportTool.ts';

/** An audit on the desk: map, suspect, exploit, patch, report. */
export const openAuditDesk: OpenDesk = async (context, floor, guard): Promise<Desk | undefined> => {
  const settings = audit.settings.parse(context.task.spec.settings);
  const target = await readTarget(context, settings);
  if (target === undefined) return undefined;
  const known = floor as AuditAnswer | null;
  const book: AuditBook = { exploits: new Map(), reports: new Map() };
  const bench = { target, scope: settings.scope, book, known, context, guard };
  return {
    brief: trusted`${trustedConstant(audit.brief)}\n${trustedConstant(audit.method)}`,
    opening: [
      untrusted(trusted`files in scope`, settings.scope.join('\n')),
      untrusted(trusted`deployed at the start, by name`, deployed(target)),
      untrusted(trusted`already found by this miner, do not report again`, listed(known)),
    ],
    tools: [
      ...fileTools(context.task.files),
      ...symbolTools(target.model),
      compileTool(bench),
      exploitTool(bench),
      patchTool(bench),
      reportTool(bench),
    ],
    answer: () => answerOf(context.task.id, known, book),
    added: () => book.reports.size,
  };
};

function deployed({ instances, scenario }: Target): string {
  return [
    ...instances.map(({ reference, contract }) => `${reference}: ${contract.name}`),
    ...scenario.actors.map(({ name, eth }) => `$${name}: a user with ${eth} wei`),
    `$attacker, $attacker2: yours, with ${scenario.attackerEth} wei`,
  ].join('\n');
}

function listed(known: AuditAnswer | null): string {
  const lines = (known?.findings ?? []).map(({ title, locations: [first], poc }) => {
    const place = first === undefined ? '' : ` (${first.file}:${first.startLine})`;
    return `${poc === undefined ? 'suspected' : 'proved'}: ${title}${place}`;
  });
  return lines.length === 0 ? 'nothing' : lines.join('\n');
}
