import type { JsonLimits } from './scanJson.ts';

/** Caps on untrusted input, refused before anything else looks at it. */
export const LIMITS = {
  /** One answer, as canonical JSON. */
  answer: { maxBytes: 256 * 1024, maxDepth: 32 },
  /** task.json, specs, receipts, rationales. */
  document: { maxBytes: 4 * 1024 * 1024, maxDepth: 64 },
  findings: 40,
  /** One file of a task folder. */
  fileBytes: 32 * 1024 * 1024,
  files: 256,
  /** Solidity given to the compiler, all sources together. */
  sourceBytes: 256 * 1024,
  /** Exploit contract of one finding. */
  pocBytes: 64 * 1024,
} as const satisfies Record<string, number | JsonLimits>;
