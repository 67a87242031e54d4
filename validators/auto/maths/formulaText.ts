import { PoiwError } from '../../../core/errors.ts';
import { LOGIC_LIMITS } from './logicLimits.ts';

/** What a formula may consist of: declarations and assertions, no questions and no options. */
const COMMANDS: ReadonlySet<string> = new Set([
  'set-logic',
  'declare-const',
  'declare-fun',
  'declare-sort',
  'declare-datatype',
  'declare-datatypes',
  'define-fun',
  'define-sort',
  'assert',
]);

const TOKEN = /;[^\n]*|"(?:[^"]|"")*"|\|[^|\\]*\||[()]|[^\s()";|]+/g;

/**
 * Checks SMT-LIB 2 text by its brackets alone and gives the names of its constants.
 *
 * @throws PoiwError E_SCHEMA for other commands, or text beyond the limits
 */
export function readFormula(text: string): readonly string[] {
  if (text.length > LOGIC_LIMITS.length) throw bad(`longer than ${LOGIC_LIMITS.length} characters`);
  const constants: string[] = [];
  let depth = 0;
  let command: string[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith(';')) continue;
    if (token === '(') depth += 1;
    if (depth === 0) throw bad('something outside brackets');
    if (depth > LOGIC_LIMITS.depth) throw bad(`deeper than ${LOGIC_LIMITS.depth}`);
    command.push(token);
    if (token !== ')') continue;
    depth -= 1;
    if (depth > 0) continue;
    const [, name = '', first = ''] = command;
    if (!COMMANDS.has(name)) throw bad(`no command ${name.slice(0, 40)}`);
    const isConstant = name === 'declare-const' || (name === 'declare-fun' && command[3] === '(' && command[4] === ')'); // prettier-ignore
    if (isConstant) constants.push(first);
    command = [];
  }
  if (depth !== 0) throw bad('a bracket is not closed');
  return constants;
}

/** A value in a model: a number, a truth value, bits or text; nothing that could hide a command. */
const VALUE =
  /^(?:\d+(?:\.\d+)?|true|false|#b[01]+|#x[0-9a-fA-F]+|"[^"\\]*"|\(- \d+(?:\.\d+)?\)|\(\/ (?:\d+(?:\.\d+)?|\(- \d+(?:\.\d+)?\)) \d+(?:\.\d+)?\))$/;

/**
 * Assertions that give constants the values of a model.
 *
 * @throws PoiwError E_SCHEMA for a value that is none, or of something that is no constant
 */
export function modelText(
  model: Readonly<Record<string, string>>,
  constants: readonly string[],
): string {
  return Object.entries(model)
    .map(([name, value]) => {
      if (!constants.includes(name)) throw bad(`no constant ${name.slice(0, 40)}`);
      if (!VALUE.test(value)) throw bad(`${value.slice(0, 40)} is no value`);
      return `(assert (= ${name} ${value}))`;
    })
    .join('\n');
}

function bad(why: string): PoiwError {
  return new PoiwError('E_SCHEMA', `not a formula of SMT-LIB: ${why}`);
}
