import { PoiwError } from '../../../../core/errors.ts';
import { ASSEMBLYSCRIPT_LIMITS } from '../programLimits.ts';
import type { CompilerApi } from './compilerApi.ts';

/** Thrown through the compiler when a program asks too much of it. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

/** What one compilation has done so far. */
const done = {
  compileTokens: 0,
  compileSteps: 0,
  compileFunctionSteps: 0,
  compileNames: 0,
  compileDepth: 0,
  compileStatic: 0,
};

type Method = (this: unknown, ...values: unknown[]) => unknown;

/**
 * Makes the compiler count what it does and give up at a fixed count, since some programs of a few
 * lines would keep it busy for ever: types that double, functions that inline each other, generics
 * without end, operators that are read again and again. A clock would not say the same everywhere.
 * To be called once for a loaded compiler.
 *
 * @throws PoiwError E_COMPILER when the compiler has none of the methods that are counted
 */
export function limitCompiler({ Tokenizer, Compiler, Resolver }: CompilerApi): void {
  wrap(Tokenizer.prototype, 'unsafeNext', (method) => countTokens(method));
  for (const name of ['compileExpression', 'compileStatement']) {
    wrap(Compiler.prototype, name, (method) => countSteps(method));
  }
  wrap(Compiler.prototype, 'compileFunction', (method) => countFunction(countSteps(method)));
  for (const name of ['addAlignedMemorySegment', 'addRuntimeMemorySegment']) {
    wrap(Compiler.prototype, name, (method) => countBytes(method));
  }
  for (const name of ['resolveType', 'resolveTypeName', 'lookupExpression', 'resolveExpression']) {
    wrap(Resolver.prototype, name, (method) => countSteps(method));
  }
  for (const name of ['resolveClass', 'resolveFunction']) {
    wrap(Resolver.prototype, name, (method) => countNames(countSteps(method)));
  }
}

/** Before each compilation: counts are its own. */
export function restartCounts(): void {
  for (const key of Object.keys(done) as (keyof typeof done)[]) done[key] = 0;
}

function wrap(prototype: object, name: string, make: (method: Method) => Method): void {
  const methods = prototype as Record<string, Method | undefined>;
  const method = methods[name];
  if (method === undefined) {
    throw new PoiwError('E_COMPILER', `the AssemblyScript compiler has no method ${name}`, {
      hint: 'install the pinned assemblyscript: npm ci',
    });
  }
  methods[name] = make(method);
}

function add(count: keyof typeof done, more: number): void {
  done[count] += more;
  const most = ASSEMBLYSCRIPT_LIMITS[count];
  if (done[count] > most) throw new TooMuchWork(WORDS[count].replace('#', String(most)));
}

const WORDS = {
  compileTokens: 'more than # tokens are read',
  compileSteps: 'more than # expressions and types',
  compileFunctionSteps: 'more than # expressions and types in one function',
  compileNames: 'names of more than # letters together',
  compileDepth: 'it nests too deep',
  compileStatic: 'more than # bytes of constants',
} as const;

function countTokens(method: Method): Method {
  return function (...values) {
    add('compileTokens', 1);
    return method.apply(this, values);
  };
}

/** Also keeps the compiler, which calls itself, well within any stack. */
function countSteps(method: Method): Method {
  return function (...values) {
    add('compileSteps', 1);
    add('compileFunctionSteps', 1);
    add('compileDepth', 1);
    try {
      return method.apply(this, values);
    } finally {
      done.compileDepth -= 1;
    }
  };
}

/** Optimising takes longer than a function is long, so that its length has a limit of its own. */
function countFunction(method: Method): Method {
  return function (...values) {
    const outer = done.compileFunctionSteps;
    done.compileFunctionSteps = 0;
    try {
      return method.apply(this, values);
    } finally {
      done.compileFunctionSteps = outer;
    }
  };
}

function countBytes(method: Method): Method {
  return function (...values) {
    add('compileStatic', (values[0] as Uint8Array).length);
    return method.apply(this, values);
  };
}

/** Names of types that contain types double while the types are few. */
function countNames(method: Method): Method {
  return function (...values) {
    const made = method.apply(this, values) as { readonly internalName: string } | null;
    add('compileNames', made?.internalName.length ?? 0);
    return made;
  };
}
