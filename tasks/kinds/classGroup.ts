import type { VULNERABILITY_CLASSES } from './audit.ts';

type VulnerabilityClass = (typeof VULNERABILITY_CLASSES)[number];

/** Classes that careful auditors mix up: one of a group for another is no mistake. */
const GROUPS: readonly (readonly VulnerabilityClass[])[] = [
  ['access-control', 'tx-origin', 'initialization', 'centralization'],
  ['delegatecall', 'storage-collision'],
  ['front-running', 'price-manipulation'],
  ['input-validation', 'logic', 'other'],
];

/** The first class of the group a class belongs to; itself where it stands alone. */
export function classGroup(kind: VulnerabilityClass): VulnerabilityClass {
  return GROUPS.find((group) => group.includes(kind))?.[0] ?? kind;
}
