/** Actors that belong to whoever attacks. */
export const ATTACKERS: readonly string[] = ['attacker', 'attacker2'];

/** Name of the attack's own contract. */
export const POC = 'poc';

/** Source unit name of an attack's own source; tasks may not use it. */
export const POC_FILE = 'poc.sol';
