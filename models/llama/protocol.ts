import type { WireReply, WireRequest } from '../adapter.ts';

/** How the model is loaded; what the process is told first. */
export interface LoadOptions {
  readonly path: string;
  readonly gpu: 'auto' | 'cuda' | 'vulkan' | 'metal' | false;
  readonly threads: number;
  /** Tokens a sequence holds. */
  readonly contextTokens: number;
  readonly sequences: number;
  /** Bytes that may be taken, for tests; by default what is free. */
  readonly memoryLimit?: number;
}

export type ToChild =
  | { readonly type: 'load'; readonly options: LoadOptions }
  | { readonly type: 'ask'; readonly id: number; readonly request: WireRequest }
  | { readonly type: 'abort'; readonly id: number };

export interface Loaded {
  readonly gpu: string;
  readonly devices: readonly string[];
  /** Part of its layers that lie in GPU memory, 0 to 1. */
  readonly gpuShare: number;
  readonly contextTokens: number;
  readonly sizeBytes: number;
  readonly loadMs: number;
}

/** A failure as plain data: error classes do not cross processes. */
export interface ChildError {
  readonly code:
    'E_MODEL_FILE' | 'E_MODEL_MEMORY' | 'E_MODEL_CONTEXT' | 'E_MODEL_BAD_REQUEST' | 'E_CONFIG';
  readonly message: string;
}

export type FromChild =
  | { readonly type: 'loaded'; readonly loaded: Loaded }
  | { readonly type: 'failed'; readonly error: ChildError }
  | { readonly type: 'text'; readonly id: number; readonly delta: string }
  | { readonly type: 'reply'; readonly id: number; readonly reply: WireReply }
  | { readonly type: 'error'; readonly id: number; readonly error: ChildError };
