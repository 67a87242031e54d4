/** What is wrong with the numbers of a report's text. */
export interface ProseProblem {
  readonly reason: 'unbound-number' | 'unknown-claim';
  readonly explanation: string;
}

/**
 * Finds a number that no claim stands for. Every digit outside `[[claimId]]` counts, but not the
 * numbers of a numbered list.
 */
export function proseProblem(prose: string, claims: ReadonlySet<string>): ProseProblem | null {
  for (const [, id = ''] of prose.matchAll(/\[\[(.*?)\]\]/g)) {
    if (!claims.has(id)) {
      return { reason: 'unknown-claim', explanation: `[[${id.slice(0, 40)}]] is no claim` };
    }
  }
  const bare = prose.replace(/\[\[.*?\]\]/g, '').replace(/^\s*\d{1,3}[.)](?=\s)/gm, '');
  const [number] = /\p{Nd}[\p{Nd}.,]*/u.exec(bare) ?? [];
  if (number === undefined) return null;
  const explanation = `the number ${number.slice(0, 40)} is written without its claim`;
  return { reason: 'unbound-number', explanation };
}
