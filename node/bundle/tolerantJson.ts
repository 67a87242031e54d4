import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import { LIMITS } from '../../core/limits.ts';

/** Somebody else's JSON for display: undefined when it is not JSON we would read. */
export function tolerantJson(bytes: Uint8Array): unknown {
  try {
    return parseUntrustedJson(bytes, LIMITS.document);
  } catch {
    return undefined;
  }
}
