import type { MinerLedger, Outcome, SkillRecord } from '../../../miner/ledger.ts';
import type { Specialty } from '../../../miner/specialty.ts';
import type { TaskKind } from '../../../core/taskKind.ts';
import { outcomeOf } from './outcomes.ts';
import type { LedgerSql } from './sql.ts';

/** Ended tasks a skill is learnt from: what was long ago says little about today's solver. */
const MEMORY = 50;

const RECENT_OUTCOMES = `SELECT * FROM outcome WHERE scope = ? AND kind = ? AND specialty = ?
  ORDER BY CAST(task_id AS INTEGER) DESC LIMIT ?`;

/** Attempts that came to nothing count as tasks without pay; those that answered are outcomes. */
const RECENT_ATTEMPTS = `SELECT task_id, result, seconds FROM attempt
  WHERE scope = ? AND kind = ? AND specialty = ? AND result IN ('answer', 'nothing', 'failed')
  ORDER BY started_at DESC, number DESC LIMIT ?`;

const MICRO_USD = `WITH worked AS (SELECT DISTINCT task_id FROM attempt
    WHERE scope = ?1 AND kind = ?2 AND specialty = ?3)
  SELECT (SELECT ifnull(sum(CAST(amount AS INTEGER)), 0) FROM spend
      WHERE scope = ?1 AND unit = 'micro-usd' AND task_id IN worked)
    + (SELECT ifnull(sum(CAST(cost AS INTEGER)), 0) / 1000000 FROM model_call
      WHERE task IN (SELECT ?1 || '/' || task_id FROM worked)) AS sum`;

/** The miner's own record by kind and specialty, from its attempts, outcomes and spending. */
export function skills({ all, get }: LedgerSql): Pick<MinerLedger, 'skills'> {
  return {
    skills() {
      const groups = all(
        'SELECT DISTINCT kind, specialty FROM attempt WHERE scope = ? ORDER BY kind, specialty',
      );
      return groups.map(({ kind, specialty }) =>
        skillOf(
          { kind: kind as TaskKind, specialty: specialty as Specialty },
          {
            outcomes: all(RECENT_OUTCOMES, kind ?? null, specialty ?? null, MEMORY).map(outcomeOf),
            attempts: all(RECENT_ATTEMPTS, kind ?? null, specialty ?? null, MEMORY),
            microUsd: Number(get(MICRO_USD, kind ?? null, specialty ?? null)?.['sum'] ?? 0),
          },
        ),
      );
    },
  };
}

interface SkillRows {
  readonly outcomes: readonly Outcome[];
  readonly attempts: readonly Record<string, unknown>[];
  readonly microUsd: number;
}

function skillOf(
  group: Pick<SkillRecord, 'kind' | 'specialty'>,
  { outcomes, attempts, microUsd }: SkillRows,
): SkillRecord {
  const empty = attempts.filter(({ result }) => result !== 'answer').length;
  const times = attempts.map(({ seconds }) => Number(seconds ?? 0));
  const mean = times.reduce((sum, one) => sum + one, 0) / Math.max(1, times.length);
  const variance =
    times.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, times.length);
  return {
    ...group,
    attempts: outcomes.length + empty,
    wins: outcomes.filter(({ paid }) => paid > 0n).length,
    shareSum: outcomes.reduce((sum, { paid, reward }) => sum + millionths(paid, reward), 0),
    bondsLost: outcomes.filter(({ bondLost }) => bondLost > 0n).length,
    timed: times.length,
    meanSeconds: mean,
    spreadSeconds: Math.sqrt(variance),
    meanMicroUsd: microUsd / Math.max(1, attempts.length),
  };
}

function millionths(part: bigint, of: bigint): number {
  return of === 0n ? 0 : Number((part * 1_000_000n) / of);
}
