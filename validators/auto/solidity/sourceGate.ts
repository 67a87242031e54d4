import type { CompilerError } from './compilation.ts';

/**
 * Shapes of source that no honest file has and that make a compiler recurse or grind. They are
 * refused by counting, so every validator refuses the same file on any machine.
 */
const GATE = {
  /** Nesting of brackets of all kinds. */
  depth: 128,
  /** Tokens between two of `;`, `{`, `}`: a chain of operators recurses once per link. */
  statement: 8192,
  /** Digits of one number. */
  digits: 1000,
  /** Bases named after `is`, all contracts of a file together. */
  bases: 128,
  contracts: 128,
} as const;

const TOKEN =
  /\/\/[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*'|[A-Za-z_$][\w$]*|[0-9][\w.]*|\S/g;

/** Refuses one file by shape, or gives undefined. Codes `poiw-…` are ours, not the compiler's. */
export function refuseShape(file: string, text: string): CompilerError | undefined {
  const count = { depth: 0, statement: 0, bases: 0, contracts: 0, inBases: false };
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    const refused = countToken(count, token);
    if (refused !== undefined) {
      const line = text.slice(0, match.index).split('\n').length;
      return { file, line, code: `poiw-${refused}`, message: `refused: ${MESSAGES[refused]}` };
    }
  }
  return undefined;
}

type Refusal = 'depth' | 'statement' | 'digits' | 'bases' | 'contracts';

const MESSAGES: Readonly<Record<Refusal, string>> = {
  depth: `brackets nest deeper than ${GATE.depth}`,
  statement: `a statement of more than ${GATE.statement} tokens`,
  digits: `a number of more than ${GATE.digits} digits`,
  bases: `more than ${GATE.bases} inherited contracts`,
  contracts: `more than ${GATE.contracts} contracts`,
};

interface Count {
  depth: number;
  statement: number;
  bases: number;
  contracts: number;
  inBases: boolean;
}

function countToken(count: Count, token: string): Refusal | undefined {
  count.statement += 1;
  if (count.statement > GATE.statement) return 'statement';
  if (/^\d/.test(token) && token.length > GATE.digits) return 'digits';
  if ('([{'.includes(token)) count.depth += 1;
  if (')]}'.includes(token)) count.depth -= 1;
  if (count.depth > GATE.depth) return 'depth';
  if (token === 'contract' || token === 'interface' || token === 'library') count.contracts += 1;
  if (count.contracts > GATE.contracts) return 'contracts';
  if (token === 'is') count.inBases = true;
  if (count.inBases && (token === 'is' || token === ',')) count.bases += 1;
  if (count.bases > GATE.bases) return 'bases';
  if (token === ';' || token === '{' || token === '}') {
    count.statement = 0;
    count.inBases = false;
  }
  return undefined;
}
