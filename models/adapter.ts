import type { BackendCapabilities, Health, ModelBackend, ToolCall, Usage } from './backend.ts';

/** JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A turn as text: what was untrusted is sanitised and marked by now. */
export type WireTurn =
  | { readonly role: 'system' | 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly call: ToolCall; readonly text: string };

interface WireTool {
  readonly name: string;
  readonly description: string;
  readonly input: JsonSchema;
}

export interface WireRequest {
  readonly turns: readonly WireTurn[];
  /** At most one of `format` and `tools`. */
  readonly format?: { readonly name: string; readonly schema: JsonSchema };
  readonly tools?: readonly WireTool[];
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  readonly seed?: number;
}

export type StopReason = 'complete' | 'truncated' | 'refused';

export interface WireReply {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly stop: StopReason;
  /** Null when the backend did not say. */
  readonly usage: Usage | null;
  readonly modelId: string;
  readonly warnings?: readonly string[];
}

interface AttemptOptions {
  readonly signal: AbortSignal;
  readonly onText?: (delta: string) => void;
}

/** One kind of backend: sends one request once. Retries, parsing and money are the pipeline's. */
export interface ModelAdapter {
  readonly id: string;
  readonly kind: ModelBackend['kind'];
  readonly caps: BackendCapabilities;
  /** Which part of JSON Schema its grammar or server understands. */
  readonly dialect: SchemaDialect;
  health(signal: AbortSignal): Promise<Health>;
  /** @throws PoiwError E_MODEL_*; on abort whatever the signal's reason is */
  complete(request: WireRequest, options: AttemptOptions): Promise<WireReply>;
  close(): Promise<void>;
}

export type SchemaDialect = 'openai' | 'anthropic' | 'ollama' | 'llama';
