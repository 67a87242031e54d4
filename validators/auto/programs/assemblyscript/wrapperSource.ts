import type { ProgramSignature } from '../../../../tasks/kinds/programs.ts';

/** Module path under which the program itself is found. */
export const PROGRAM_PATH = 'program';

/** Exports of a compiled program. `start` runs what stands outside of functions. */
export const WRAPPER = {
  start: 'poiw_start',
  room: 'poiw_room',
  call: 'poiw_call',
  size: 'poiw_size',
} as const;

/**
 * AssemblyScript around a program: reads the arguments from memory, calls the entry, writes its
 * result. Numbers stand as they are, texts and lists behind their length (bytes, entries).
 */
export function wrapperSource(entry: string, { parameters, result }: ProgramSignature): string {
  const given = parameters.map((type) => `take<${type}>()`).join(', ');
  return `import { ${entry} as entry } from "./${PROGRAM_PATH}";
let cursor: usize = 0;
let out: usize = 0;
let size: usize = 0;
let room: usize = 64;
export function ${WRAPPER.room}(bytes: i32): usize { return heap.alloc(bytes); }
export function ${WRAPPER.size}(): usize { return size; }
export function ${WRAPPER.call}(input: usize): usize {
  cursor = input;
  out = heap.alloc(room);
  put<${result}>(entry(${given}));
  return out;
}
function take<T>(): T {
  if (isString<T>()) {
    const bytes = load<u32>(cursor);
    const text = String.UTF16.decodeUnsafe(cursor + 4, bytes);
    cursor += 4 + bytes;
    return changetype<T>(text);
  } else if (isArray<T>()) {
    const length = <i32>load<u32>(cursor);
    cursor += 4;
    const list = instantiate<T>(length);
    for (let i = 0; i < length; ++i) list[i] = take<valueof<T>>();
    return list;
  } else {
    const value = load<T>(cursor);
    cursor += sizeof<T>();
    return value;
  }
}
function need(bytes: usize): usize {
  const at = size;
  size += bytes;
  if (size > room) {
    room = 2 * size;
    out = heap.realloc(out, room);
  }
  return out + at;
}
function put<T>(value: T): void {
  if (isString<T>()) {
    const text = changetype<string>(value);
    const bytes = <usize>text.length << 1;
    const at = need(4 + bytes);
    store<u32>(at, <u32>bytes);
    memory.copy(at + 4, changetype<usize>(text), bytes);
  } else if (isArray<T>()) {
    const length = value.length;
    store<u32>(need(4), <u32>length);
    for (let i = 0; i < length; ++i) put<valueof<T>>(value[i]);
  } else {
    store<T>(need(sizeof<T>()), value);
  }
}
`;
}
