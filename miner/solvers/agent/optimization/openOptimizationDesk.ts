import { z } from 'zod';
import { LIMITS } from '../../../../core/limits.ts';
import { trusted, trustedConstant, untrusted } from '../../../../models/untrusted/segment.ts';
import { optimization, type OptimizationAnswer } from '../../../../tasks/kinds/optimization.ts';
import { readSources } from '../../../../validators/auto/readSources.ts';
import { compileJob } from '../../../../validators/auto/solidity/compileJob.ts';
import { measureSource } from '../../optimization/measureSource.ts';
import { defineTool } from '../defineTool.ts';
import { moved, said, type Desk, type OpenDesk } from '../desk.ts';
import { fileTools } from '../fileTools.ts';

const MAX_TRIES = 40;

/** A contract to make cheaper: the model rewrites, trial calls compare and meter. */
export const openOptimizationDesk: OpenDesk = async (
  context,
  floor,
  guard,
): Promise<Desk | undefined> => {
  const { task } = context;
  const settings = optimization.settings.parse(task.spec.settings);
  // Programs metered by fuel have no rewriting tools yet: the baseline's answer stands.
  if ('language' in settings) return undefined;
  const sources = readSources(task.files);
  const original = await measureSource(sources, settings, context);
  if (original === undefined) return undefined;
  const first = floor as OptimizationAnswer | null;
  const measure = (source: string) =>
    measureSource({ ...sources, [settings.source]: source }, settings, context);
  let best = {
    source: first?.source ?? sources[settings.source] ?? '',
    gas: first === null ? original.gas : ((await measure(first.source))?.gas ?? original.gas),
  };
  let added = 0;
  let tries = 0;
  const answerOf = (): OptimizationAnswer | null => {
    if (added === 0) return first;
    const share = ((100 * (original.gas - best.gas)) / original.gas).toFixed(1);
    return {
      task: task.id,
      source: best.source,
      notes: `Trial calls use ${share} % less gas and see no difference.`,
    };
  };
  const compileErrors = async (source: string) => {
    const { errors } = await compileJob(
      {
        sources: { ...sources, [settings.source]: source },
        compiler: settings.compiler,
        output: 'errors',
      },
      context,
    );
    return errors.slice(0, 8).map(({ line, message }) => `line ${line}: ${message}`);
  };
  return {
    brief: trusted`${trustedConstant(optimization.brief)}\n${trustedConstant(optimization.method)}`,
    opening: [
      untrusted(trusted`best version so far`, best.source, settings.source),
      trusted`Trial calls use ${original.gas} gas with the original and ${best.gas} with this version.`,
    ],
    tools: [
      ...fileTools(task.files),
      defineTool({
        name: 'meter_gas',
        description:
          'Try a whole new text of the file: it must compile and behave exactly like the original in trial calls. The cheapest version is kept.',
        input: z.strictObject({ source: z.string().min(1).max(LIMITS.sourceBytes) }),
        async run({ source }) {
          tries += 1;
          if (tries > MAX_TRIES) return said(trusted`No more versions can be tried for this task.`);
          if (guard([source]) !== undefined)
            return said(trusted`Not tried: it holds what must not be published.`);
          const errors = await compileErrors(source);
          if (errors.length > 0) {
            return said(
              trusted`It does not compile.`,
              untrusted(trusted`errors`, errors.join('\n')),
            );
          }
          const measured = await measure(source);
          if (measured === undefined)
            return said(trusted`The contract is missing or cannot be deployed.`);
          if (measured.behaviour !== original.behaviour)
            return said(trusted`It behaves differently.`);
          if (measured.gas >= best.gas)
            return said(trusted`It uses ${measured.gas} gas, no less than ${best.gas}.`);
          best = { source, gas: measured.gas };
          added += 1;
          return moved(trusted`Kept: it uses ${measured.gas} gas.`);
        },
      }),
    ],
    answer: answerOf,
    added: () => added,
  };
};
