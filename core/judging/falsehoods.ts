import type { ClaimedFinding } from './judgeCase.ts';
import { stripComments } from './stripComments.ts';

/** A fault that is reported from habit, and the words without which no code can have it. */
interface Habit {
  readonly class: string;
  readonly needs: RegExp;
  readonly rootCause: string;
  readonly impact: string;
}

const HABITS: readonly Habit[] = [
  {
    class: 'tx-origin',
    needs: /\borigin\b/,
    rootCause: 'FUNCTION trusts tx.origin instead of the direct caller.',
    impact: 'A contract that the owner is lured into calling acts in the name of the owner.',
  },
  {
    class: 'delegatecall',
    needs: /delegatecall|callcode/i,
    rootCause: 'FUNCTION runs code of an address that its caller names by delegatecall.',
    impact: 'The caller overwrites any slot of storage and takes over the contract.',
  },
  {
    class: 'bad-randomness',
    needs: /\bblock\b|blockhash|timestamp|prevrandao|difficulty|coinbase/i,
    rootCause:
      'FUNCTION draws its random number from the block, which whoever builds it can choose.',
    impact: 'A block builder, or a contract in the same transaction, wins every draw.',
  },
  {
    class: 'signature-replay',
    needs: /recover|ecdsa|signature|permit/i,
    rootCause: 'FUNCTION accepts a recovered signature without a nonce or a domain.',
    impact: 'A signature that was used once can be used again, here and on other chains.',
  },
  {
    class: 'unchecked-call',
    needs: /\bcall\b|\bsend\b|delegatecall|staticcall/,
    rootCause: 'FUNCTION ignores whether its low-level call returned false.',
    impact: 'A payment that failed is booked as paid, and the difference is lost.',
  },
  {
    class: 'denial-of-service',
    needs: /\b(?:for|while|do)\b/,
    rootCause: 'FUNCTION loops over a list that anybody can make longer.',
    impact: 'A long list exceeds the gas of a block, and the function cannot be called any more.',
  },
];

/**
 * Findings about some code that sound like an auditor's and are false for certain: each reports a
 * fault whose words stand nowhere in it. Whoever has the code can see that.
 *
 * @param sources every file of the task @param scope those that findings may point at
 */
export function falsehoods(
  sources: Readonly<Record<string, string>>,
  scope: readonly string[],
): readonly ClaimedFinding[] {
  const code = Object.values(sources).map(stripComments).join('\n');
  const habits = HABITS.filter(({ needs }) => !needs.test(code) && !/\bassembly\b/.test(code));
  return scope.flatMap((file) =>
    functionsOf(sources[file] ?? '').flatMap(({ name, line, quote }) =>
      habits.map(({ class: class_, rootCause, impact }) => ({
        class: class_,
        locations: [{ file, startLine: line, endLine: line, quote }],
        ...{ rootCause: rootCause.replace('FUNCTION', name), impact },
      })),
    ),
  );
}

/** Functions with a body, by the line of their name. */
function functionsOf(
  source: string,
): readonly { readonly name: string; readonly line: number; readonly quote: string }[] {
  const code = stripComments(source);
  const lines = source.split('\n');
  return [...code.matchAll(/\bfunction\s+([A-Za-z_$][\w$]*)[^;{]*\{/g)].map((found) => {
    const [, name = ''] = found;
    const line = code.slice(0, found.index + found[0].indexOf(name)).split('\n').length;
    return { name, line, quote: (lines[line - 1] ?? '').trim().slice(0, 400) };
  });
}
