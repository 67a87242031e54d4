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
  readonly gpu?: 'auto' | 'cuda' | 'vulkan' | 'metal' | 'off';
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
