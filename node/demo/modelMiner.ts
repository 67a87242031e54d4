import type { Actor } from '../devnet/cast.ts';
import type { ModelSettings } from '../model/modelSettings.ts';

/** Variables a model's command line may read; nothing else of the user's shell goes along. */
const VARIABLES = [
  ...['POIW_MODEL_KEY', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'OLLAMA_HOST'],
  ...['HF_ENDPOINT', 'POIW_MODELS'],
];
/** A demo's deadline is minutes: the model may take one for a task unless told otherwise. */
const MINUTES = 1;

/** One more honest miner, with the model the user configured. */
export function modelMiner(
  settings: ModelSettings,
  env: Readonly<Record<string, string | undefined>>,
): Actor {
  const given = { maxMinutes: MINUTES, ...settings };
  const args = Object.entries(given).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
  const named = /^env:(.+)$/.exec(settings.modelKey ?? '')?.[1];
  const passed = [...VARIABLES, ...(named === undefined ? [] : [named])].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    name: 'mona',
    role: 'miner',
    behaviour: 'honest',
    kinds: ['audit', 'optimization'],
    without: [],
    args: ['--solver', 'agent', ...args],
    env: Object.fromEntries(passed),
  };
}
