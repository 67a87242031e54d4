import { PoiwError } from '../../../core/errors.ts';

/**
 * Rewrites a compiler of before 0.6.1, which is asm.js, so that it meters itself as the later ones
 * do (see addFuel): every loop and every call takes one from a counter and throws once that is
 * negative. The counter is the same on every machine. Exports `poiwFuel()` and `poiwRefuel(n)`.
 *
 * @throws PoiwError E_COMPILER for text laid out in another way
 */
export function addAsmFuel(text: string): string {
  const start = indexIn(text, START_FUNCTIONS, 0);
  const end = indexIn(text, END_FUNCTIONS, start);
  const imports = text.lastIndexOf(IMPORTS_END, start);
  const exports = EXPORTS.exec(text.slice(end));
  if (imports < 0 || exports === null) throw strange();
  const exportsAt = end + exports.index + exports[0].length;
  const body = start + START_FUNCTIONS.length;
  return [
    'function poiwStop(){throw new Error("out of fuel")}',
    text.slice(0, imports),
    ',"poiwStop":poiwStop',
    // V8 would try to validate it, fail as it always did for these builds, and warn on stderr.
    text.slice(imports, start).replace('"use asm";', ''),
    'var poiwLeft=2147483647;var poiwStop=env.poiwStop;\n',
    START_FUNCTIONS,
    ACCESS,
    meter(text.slice(body, end)),
    text.slice(end, exportsAt),
    'poiwFuel:poiwFuel,poiwRefuel:poiwRefuel,',
    text.slice(exportsAt),
  ].join('');
}

const START_FUNCTIONS = '// EMSCRIPTEN_START_FUNCS\n';
const END_FUNCTIONS = '// EMSCRIPTEN_END_FUNCS';
const IMPORTS_END = '};// EMSCRIPTEN_START_ASM';
const EXPORTS = /return\s*\{\s*/;
const ACCESS = 'function poiwFuel(){return poiwLeft|0}function poiwRefuel(a){a=a|0;poiwLeft=a}\n';

/** Takes one; a number, so that it may stand before any condition. */
const TAKE = '((poiwLeft=poiwLeft-1|0)|0)<0?poiwStop()|0:0';

/** A function up to its first statement: coercions of its parameters, then its variables. */
const HEAD =
  /function [\w$]+\([\w$,]*\)\{(?:[\w$]+=(?:[\w$]+\|0|\+[\w$]+|\+\([\w$]+\));)*(?:var [^;]*;)*/g;

/** Generated code has no strings and writes a loop's condition always as `while(`. */
function meter(functions: string): string {
  return functions.replace(/while\((?!0\))/g, `while(${TAKE},`).replace(HEAD, `$&${TAKE};`);
}

function indexIn(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  if (at < 0) throw strange();
  return at;
}

function strange(): PoiwError {
  return new PoiwError('E_COMPILER', 'this build of solc is not laid out as expected', {
    hint: 'install the pinned solc: npm ci',
  });
}
