import { z } from 'zod';
import { hex } from '../networkFile.ts';

/** The words of an event's arguments as chain.json holds them: numbers as decimal strings. */
export const bytes32 = hex(64);
export const address = hex(40);
const decimal = z.string().regex(/^\d{1,78}$/);
/** An id, an index or a time. */
export const count = decimal.transform(Number);
/** An amount in wei, or a number that may be as large. */
export const uint256 = decimal.transform(BigInt);
