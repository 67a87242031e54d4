import { asPoiwError, type ErrorCode } from '../../core/errors.ts';
import { agentModel } from '../model/modelSettings.ts';
import { testModel } from '../model/testModel.ts';
import type { PreflightLine, PreflightOptions } from './preflightLine.ts';

/** A file may have to be loaded first. */
const DEADLINE_MS = 300_000;
/** A backend that falls back to the CPU does not say so, and is ten times slower. */
const SLOW =
  'take a smaller model or --model-context, or free GPU memory; on a machine without a GPU it is as it should be';
/** A model that is there and of little use: the daemon starts and works on what it can. */
const POOR: readonly ErrorCode[] = [
  ...(['E_MODEL_OUTPUT', 'E_MODEL_TRUNCATED', 'E_MODEL_REFUSED'] as const),
];

/** Whether the solver can work: the configured model is asked for one small reply of a schema. */
export async function solverLine({
  settings,
  env,
  signal,
}: Pick<PreflightOptions, 'settings' | 'env' | 'signal'>): Promise<PreflightLine> {
  const line = (result: PreflightLine['result'], found: string, fix?: string): PreflightLine => ({
    ...{ name: 'solver', result, found, ...(fix === undefined ? {} : { fix }) },
  });
  try {
    const model = agentModel(settings);
    if (model === undefined) return line('ok', 'the baseline solver works with tools alone');
    const within = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    const { detail, latencyMs, tools, gpuShare } = await testModel(model, { env, signal: within });
    const how = tools ? 'with tool calls' : 'by JSON alone';
    const found = `${detail}; replied as asked in ${Math.round(latencyMs)} ms, works ${how}`;
    if (gpuShare === null || gpuShare >= 1 || model.gpu === 'off') return line('ok', found);
    const share = `${found}; ${Math.floor(100 * gpuShare)} % of it lies in GPU memory`;
    return line('warn', share, SLOW);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const { code, message, hint, retryable } = asPoiwError(thrown);
    const passing = retryable || POOR.includes(code);
    return line(passing ? 'warn' : 'fail', `${code}: ${message}`, hint);
  }
}
