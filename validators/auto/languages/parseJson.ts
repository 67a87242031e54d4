/** Deepest nesting read; the parser recurses. */
const MAX_DEPTH = 100;

interface JsonError {
  readonly offset: number;
  readonly code: 'syntax' | 'duplicate-key' | 'poiw-depth';
  readonly message: string;
}

export interface ParsedJson {
  readonly value: unknown;
  /** Where each value starts, by JSON pointer (RFC 6901). */
  readonly places: ReadonlyMap<string, number>;
  /** The first syntax error, or every key that an object has twice. */
  readonly errors: readonly JsonError[];
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;

/** Reads JSON (RFC 8259) and says where everything is, which JSON.parse does not. */
export function parseJson(text: string): ParsedJson {
  const places = new Map<string, number>();
  const errors: JsonError[] = [];
  let at = 0;

  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const expect = (char: string) => {
    match(SPACE);
    if (text[at] !== char) throw new Stop(at, 'syntax', `expected ${char}`);
    at += 1;
  };
  const ends = (char: string) => {
    match(SPACE);
    if (text[at] !== char) return false;
    at += 1;
    return true;
  };
  const readList = (pointer: string, depth: number): unknown[] => {
    const list: unknown[] = [];
    for (; !ends(']'); list.push(readValue(`${pointer}/${list.length}`, depth + 1))) {
      if (list.length > 0) expect(',');
    }
    return list;
  };
  const readObject = (pointer: string, depth: number): Record<string, unknown> => {
    const object: Record<string, unknown> = {};
    for (let first = true; !ends('}'); first = false) {
      if (!first) expect(',');
      match(SPACE);
      const start = at;
      const written = text[at] === '"' ? match(SCALAR) : undefined;
      if (written === undefined) throw new Stop(start, 'syntax', 'expected a key');
      const key = JSON.parse(written) as string;
      if (Object.hasOwn(object, key)) errors.push({ offset: start, code: 'duplicate-key', message: 'a key twice' }); // prettier-ignore
      expect(':');
      const value = readValue(`${pointer}/${escape(key)}`, depth + 1);
      // `__proto__` is a key like any other here.
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true }); // prettier-ignore
    }
    return object;
  };
  const readValue = (pointer: string, depth: number): unknown => {
    if (depth > MAX_DEPTH) throw new Stop(at, 'poiw-depth', `deeper than ${MAX_DEPTH}`);
    match(SPACE);
    places.set(pointer, at);
    if (ends('[')) return readList(pointer, depth);
    if (ends('{')) return readObject(pointer, depth);
    const scalar = match(SCALAR);
    if (scalar === undefined) throw new Stop(at, 'syntax', 'expected a value');
    return JSON.parse(scalar) as unknown;
  };

  try {
    const value = readValue('', 1);
    match(SPACE);
    if (at < text.length) throw new Stop(at, 'syntax', 'more after the value');
    return { value, places, errors };
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    const { offset, code, message } = thrown;
    return { value: undefined, places, errors: [{ offset, code, message }] };
  }
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

class Stop extends Error {
  readonly offset: number;
  readonly code: JsonError['code'];

  constructor(offset: number, code: JsonError['code'], message: string) {
    super(message);
    this.offset = offset;
    this.code = code;
  }
}
