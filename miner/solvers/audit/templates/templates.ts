import type { Template } from '../template.ts';
import { overdraw } from './overdraw.ts';
import { reenter } from './reenter.ts';
import { takeOver } from './takeOver.ts';

/** Every exploit template. */
export const TEMPLATES: readonly Template[] = [reenter, takeOver, overdraw];
