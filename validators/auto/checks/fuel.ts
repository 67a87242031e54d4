import { PoiwError } from '../../../core/errors.ts';
import type { OptimizationAnswer } from '../../../tasks/kinds/optimization.ts';
import {
  programHiddenSchema,
  programSettings,
  type ProgramSignature,
} from '../../../tasks/kinds/programs.ts';
import type { Check } from '../check.ts';
import { installedTool } from '../installedTool.ts';
import type { FuelResult } from '../programs/compareFuel.ts';
import { ASSEMBLYSCRIPT_LIMITS, PROGRAM_LIMITS } from '../programs/programLimits.ts';
import { parseTaskPart, readJsonFile, readText } from '../readSources.ts';
import { checkedItem, type ItemDecision } from '../receipt.ts';
import { savingPpm } from '../savingPpm.ts';

/** Packages that run or compile each language. */
const ENGINES = {
  javascript: ['@jitl/quickjs-wasmfile-release-sync'],
  python: ['@micropython/micropython-webassembly-pyscript'],
  assemblyscript: ['assemblyscript', 'binaryen'],
} as const;

/** Optimisation answers that are programs: equal on random inputs, then cheaper at every size. */
export const fuelCheck: Check = {
  name: 'fuel',
  async run(request, { pool, signal }) {
    const { source } = request.value as OptimizationAnswer;
    const { spec, files, hidden: open, id } = request.task;
    const settings = parseTaskPart('settings', programSettings, spec.settings);
    if (open === undefined) {
      throw new PoiwError('E_TASK_INVALID', 'the hidden part of the task is not open');
    }
    const hidden = readJsonFile(open, 'hidden/optimization.json', programHiddenSchema);
    const job = {
      name: 'fuel',
      language: settings.language,
      entry: settings.entry,
      ...(settings.language === 'assemblyscript' ? { signature: signatureOf(settings) } : {}),
      original: readText(files, settings.source),
      candidate: source,
      best: readText(open, hidden.best),
      hidden,
      seed: request.seed,
      task: id,
    };
    const decision = judge(await pool.run<FuelResult>(job, { signal }));
    const engines = ENGINES[settings.language].map((name) => [name, installedTool(name)]);
    const used = { check: this.name, tools: Object.fromEntries(engines) as Record<string, string> };
    const item = checkedItem(decision, request, used);
    const own = settings.language === 'assemblyscript' ? ASSEMBLYSCRIPT_LIMITS : {};
    const limits = { ...PROGRAM_LIMITS, ...own };
    return [{ ...item, receipt: { ...item.receipt, limits } }];
  },
};

function signatureOf({ parameters, result }: ProgramSignature): ProgramSignature {
  return { parameters, result };
}

function judge(result: FuelResult): ItemDecision {
  const { difference, fuelBase, fuelAnswer, fuelBest } = result;
  if (difference !== null) return { ...invalid('not-equivalent', difference), outputs: result };
  const [base, answer, best] = [BigInt(fuelBase), BigInt(fuelAnswer), BigInt(fuelBest)];
  if (best >= base) {
    throw new PoiwError(
      'E_TASK_INVALID',
      'the reference solution is not cheaper than the original',
    );
  }
  if (answer >= base) {
    const explanation = `${fuelAnswer} fuel where the original takes ${fuelBase}`;
    return { ...invalid('no-gain', explanation), outputs: result };
  }
  const scorePpm = savingPpm({ base, answer, best });
  return {
    ...item,
    verdict: 'valid',
    reason: 'fuel-saved',
    explanation: `${fuelAnswer} fuel where the original takes ${fuelBase} and the reference ${fuelBest}`,
    facts: { fuelBase, fuelAnswer, fuelBest, scorePpm },
    outputs: { ...result, scorePpm },
  };
}

const item = { id: 'result', evidence: 'fuel', group: null } as const;

function invalid(reason: string, explanation: string): ItemDecision {
  return { ...item, verdict: 'invalid', reason, explanation, facts: {}, outputs: null };
}
