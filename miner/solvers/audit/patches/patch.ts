import type { Edit } from '../../solidity/splice.ts';
import type { Suspicion } from '../suspicion.ts';

/**
 * A mechanical fix: edits of the file the suspected function is in, or undefined where the code
 * does not have the shape the fix knows. One file each; none is handed in before the attack was
 * seen to fail against it.
 */
export type Patch = (suspicion: Suspicion, source: string) => readonly Edit[] | undefined;
