import { PoiwError } from '../../core/errors.ts';

/** Where a .gguf may run. */
export const GPUS = ['auto', 'cuda', 'vulkan', 'metal', 'off'] as const;
export const SOLVERS = ['baseline', 'agent'] as const;

/** How a model is named and what it may use; from flags, environment or a configuration. */
export interface ModelSettings {
  /** `x.gguf`, `hf:…`, `http://host/v1#name`, `openai:…`, `anthropic:…`, `ollama:…` */
  readonly model: string;
  /** Server of `openai:`, `anthropic:` and `ollama:` models. */
  readonly modelUrl?: string;
  /** `env:NAME` or `file:PATH`; never a key. */
  readonly modelKey?: string;
  /** Tokens a conversation may hold. */
  readonly modelContext?: number;
  /** Requests side by side. */
  readonly modelParallel?: number;
  readonly gpu?: (typeof GPUS)[number];
  readonly threads?: number;
  /** Dollars per million tokens. */
  readonly priceIn?: string;
  readonly priceOut?: string;
  /** Dollars. */
  readonly maxCostTask?: string;
  readonly maxCostDay?: string;
  /** Tokens of one task. */
  readonly maxTokens?: number;
  readonly maxSteps?: number;
  /** Minutes of one task. */
  readonly maxMinutes?: number;
  /** Where pulled models lie. */
  readonly modelsFolder?: string;
}

const NAMES: readonly (keyof ModelSettings)[] = [
  ...(['model', 'modelUrl', 'modelKey', 'modelContext', 'modelParallel', 'gpu'] as const),
  ...(['threads', 'priceIn', 'priceOut', 'maxCostTask', 'maxCostDay', 'maxTokens'] as const),
  ...(['maxSteps', 'maxMinutes', 'modelsFolder'] as const),
];

/** The part of settings that is about models; undefined when no model is named. */
export function modelSettingsOf(options: Partial<ModelSettings>): ModelSettings | undefined {
  const given = Object.fromEntries(
    NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  ) as Partial<ModelSettings>;
  const { model } = given;
  return model === undefined ? undefined : { ...given, model };
}

/**
 * The model to work with, or undefined for the baseline alone.
 *
 * @throws PoiwError E_USAGE for an agent without a model
 */
export function agentModel(
  options: Partial<ModelSettings> & { readonly solver?: string },
): ModelSettings | undefined {
  const model = modelSettingsOf(options);
  const solver = options.solver ?? (model === undefined ? 'baseline' : 'agent');
  if (solver === 'baseline') return undefined;
  if (model !== undefined) return model;
  throw new PoiwError('E_USAGE', 'the agent needs a model', {
    hint: 'name it with --model or POIW_MODEL; --solver baseline needs none',
  });
}
