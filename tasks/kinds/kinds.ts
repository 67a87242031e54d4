import type { TaskKind } from '../../core/taskKind.ts';
import { audit } from './audit.ts';
import type { KindDefinition } from './kind.ts';
import { optimization } from './optimization.ts';
import { statistics } from './statistics.ts';
import { syntax } from './syntax.ts';

/** The definition of each kind. */
export const KINDS: Readonly<Record<TaskKind, KindDefinition>> = {
  syntax,
  statistics,
  audit,
  optimization,
};
