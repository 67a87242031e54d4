/** A long-running thing: `createX(components, options)` returns one. */
export interface Service {
  start(): Promise<void>;
  /** Ends within two seconds and leaves nothing behind. */
  stop(): Promise<void>;
}

/** One structured line; never secrets. */
export type Log = (event: string, facts?: Readonly<Record<string, unknown>>) => void;
