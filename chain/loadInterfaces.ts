import { Interface } from 'ethers';
import { mapContracts } from './artifacts.ts';
import type { Interfaces } from './contractError.ts';
import { loadArtifacts } from './loadArtifacts.ts';

/** The ABI of each contract. */
export function loadInterfaces(): Interfaces {
  const artifacts = loadArtifacts();
  return mapContracts((name) => new Interface(artifacts[name].abi));
}
