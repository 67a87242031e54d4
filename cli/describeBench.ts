import type { MinerBench } from '../node/miner/benchMiner.ts';

/** What was measured, a line each. */
export function describeBench(data: MinerBench): string {
  const { checksPerSecond, threads, checks, seconds, model, tokensPerSecond } = data;
  const lines = [
    `${checksPerSecond} checks/s on ${threads} threads (${checks} in ${seconds.toFixed(1)} s)`,
  ];
  if (model !== null) lines.push(`${model}: ${tokensPerSecond ?? 0} tokens/s`);
  return lines.join('\n');
}
