/** Where a run dies: at the n-th call of a named operation, before or after it had its effect. */
export interface CrashPlan {
  readonly operation: string;
  readonly side: 'before' | 'after';
  readonly nth: number;
}

export interface CrashSwitch {
  /** Resolves once the run is dead. */
  readonly dead: Promise<void>;
  isDead(): boolean;
  /**
   * The same object with every call named `<name>.<method>`, and for the chain's `send` and `read`
   * and an RPC's `send` also by what they carry. Once dead nothing has an effect any more.
   */
  guard<T extends object>(name: string, target: T): T;
}

/** Thrown into synchronous code of a dead run; asynchronous calls of it never return. */
class Crashed extends Error {
  override readonly name = 'Crashed';
}

const NEVER = new Promise<never>(() => undefined);

/**
 * Kills a run at one of its interfaces. The default is to let it have no effect from there on, as
 * if the process had ended; with `kill` the process really does.
 */
export function createCrashSwitch(plan: CrashPlan | undefined, kill?: () => never): CrashSwitch {
  let calls = 0;
  let isDead = false;
  const { promise: dead, resolve } = Promise.withResolvers<undefined>();

  function die(): void {
    kill?.();
    isDead = true;
    resolve(undefined);
  }

  function call(name: string, run: () => unknown): unknown {
    if (isDead) return stopped(name);
    const hit = plan?.operation === name && (calls += 1) === plan.nth;
    if (hit && plan.side === 'before') {
      die();
      return stopped(name);
    }
    const result = run();
    if (!(result instanceof Promise)) {
      if (hit) die();
      return hit ? stopped(name) : result;
    }
    return result.then(
      (value: unknown) => {
        if (hit) die();
        return isDead ? NEVER : value;
      },
      (error: unknown) => (isDead ? NEVER : Promise.reject(error as Error)),
    );
  }

  function guard<T extends object>(name: string, target: T): T {
    return new Proxy(target, {
      get(object, property) {
        const value: unknown = Reflect.get(object, property, object);
        const inner = `${name}.${String(property)}`;
        if (typeof value !== 'function') {
          return name === 'journal' && typeof value === 'object' && value !== null
            ? guard(inner, value)
            : value;
        }
        return (...args: unknown[]) =>
          call(`${inner}${carried(args[0])}`, () => Reflect.apply(value, object, args) as unknown);
      },
    });
  }

  return { dead, isDead: () => isDead, guard };
}

function stopped(name: string): unknown {
  if (/^(journal|ledger|log)/.test(name)) throw new Crashed(name);
  return NEVER;
}

/** What a call carries, where that tells calls of one method apart. */
function carried(first: unknown): string {
  if (typeof first === 'string' && first.startsWith('eth_')) return `:${first}`;
  const method = (first as { method?: unknown } | undefined)?.method;
  return typeof method === 'string' ? `:${method}` : '';
}
