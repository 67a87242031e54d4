import type { Log } from '../core/service.ts';

export interface LogOptions {
  readonly format: 'json' | 'pretty';
  /** Milliseconds since the epoch; the machine's clock is for people, chain time decides. */
  readonly now: () => number;
  readonly write: (line: string) => void;
}

/** Structured log lines: one JSON object each, or one readable line. */
export function createLog({ format, now, write }: LogOptions): Log {
  return (event, facts = {}) => {
    if (format === 'json') {
      write(JSON.stringify({ t: new Date(now()).toISOString(), event, ...facts }, bigintAsText));
      return;
    }
    const shown = Object.entries(facts).map(([key, value]) => `${key}=${plain(value)}`);
    write([new Date(now()).toISOString().slice(11, 19), event, ...shown].join(' '));
  };
}

function plain(value: unknown): string {
  // Facts may quote untrusted text: no line breaks, no terminal escapes.
  const text = typeof value === 'string' ? value : JSON.stringify(value, bigintAsText);
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
