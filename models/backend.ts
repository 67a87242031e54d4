import type { z } from 'zod';
import type { Segment } from './untrusted/segment.ts';

/** Tokens of one or more calls. Input includes what was read from a cache. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Part of the input that the backend had cached. */
  readonly cachedInputTokens: number;
  /** True when the backend reported nothing and lengths were counted instead. */
  readonly estimated: boolean;
}

/** A tool call a model asked for; its input is not validated yet. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export type ChatTurn =
  | { readonly role: 'system' | 'user'; readonly parts: readonly Segment[] }
  | { readonly role: 'assistant'; readonly text: string; readonly calls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly call: ToolCall; readonly parts: readonly Segment[] };

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
}

interface RequestLimits {
  readonly maxOutputTokens: number;
  readonly sampling?: { readonly temperature?: number; readonly seed?: number };
  readonly signal: AbortSignal;
  /** Milliseconds for the request with all its attempts, waits and the repair. */
  readonly deadlineMs: number;
  /** Whom the ledger books it on. */
  readonly task: string;
  readonly onText?: (delta: string) => void;
}

export interface GenerateRequest<Value> extends RequestLimits {
  readonly turns: readonly ChatTurn[];
  readonly schema: z.ZodType<Value>;
  /** Letters, digits, underscores. */
  readonly schemaName: string;
}

export interface StepRequest extends RequestLimits {
  readonly turns: readonly ChatTurn[];
  readonly tools: readonly ToolSpec[];
}

interface Outcome {
  readonly rawText: string;
  /** Of all attempts together. */
  readonly usage: Usage;
  readonly latencyMs: number;
  /** Calls that were sent, repairs included. */
  readonly attempts: number;
  readonly modelId: string;
  readonly warnings: readonly string[];
}

export interface GenerateResult<Value> extends Outcome {
  readonly value: Value;
}

export interface StepResult extends Outcome {
  /** Valid by the tool's own schema; empty when the model only talked. */
  readonly calls: readonly ToolCall[];
}

export interface Health {
  readonly detail: string;
  /** What runs: a file's hash, a server's digest. */
  readonly modelDigest: string | null;
  /** Part of the model that lies in GPU memory, 0 to 1; null where nobody says. */
  readonly gpuShare: number | null;
}

export interface BackendCapabilities {
  /** Who holds a reply to its schema while it is written; we check it afterwards in any case. */
  readonly grammar: 'hard' | 'server' | 'none';
  readonly tools: boolean;
  readonly seed: boolean;
  readonly maxParallel: number;
  /** Null where nobody says. */
  readonly contextTokens: number | null;
}

/**
 * A model to ask. Every failure is a PoiwError E_MODEL_*, E_SPEND_CAP or E_ABORTED whose details
 * carry the usage that was paid for.
 */
export interface ModelBackend {
  /** `openai:gpt-x`, `llama:file.gguf`: for logs and ledgers. */
  readonly id: string;
  readonly kind: 'llama' | 'ollama' | 'openai' | 'anthropic';
  readonly caps: BackendCapabilities;
  /** @throws PoiwError when the model cannot be used */
  health(signal: AbortSignal): Promise<Health>;
  /** One reply of a schema. */
  generate<Value>(request: GenerateRequest<Value>): Promise<GenerateResult<Value>>;
  /** One move of a conversation with tools: calls to make, or talk. */
  step(request: StepRequest): Promise<StepResult>;
  close(): Promise<void>;
}
