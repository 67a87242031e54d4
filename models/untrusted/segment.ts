/**
 * A piece of a prompt. What we wrote and what strangers wrote have different types and different
 * makers, so that neither becomes the other by accident.
 */
export type Segment = TrustedSegment | UntrustedSegment;

declare const written: unique symbol;

/** Text that comes from this program's own sources. Only {@link trusted} makes it. */
export interface TrustedSegment {
  readonly trust: 'trusted';
  readonly text: string;
  readonly [written]: true;
}

/** Text of a task, a file, another miner, a tool or a model. */
export interface UntrustedSegment {
  readonly trust: 'untrusted';
  /** What it is, in our words. */
  readonly label: TrustedSegment;
  /** Where it comes from in the author's words (a file name): sanitised and marked as well. */
  readonly origin: string | null;
  readonly text: string;
}

/**
 * Marks a template literal as ours. What is put into it is ours too or a number: the type lets no
 * plain string through.
 */
export function trusted(
  strings: TemplateStringsArray,
  ...values: readonly (TrustedSegment | number)[]
): TrustedSegment {
  const text = strings.reduce((before, part, at) => {
    const value = values[at - 1];
    return `${before}${typeof value === 'object' ? value.text : String(value)}${part}`;
  });
  return { trust: 'trusted', text } as TrustedSegment;
}

/** Marks a stranger's text. */
export function untrusted(
  label: TrustedSegment,
  text: string,
  origin: string | null = null,
): UntrustedSegment {
  return { trust: 'untrusted', label, origin, text };
}
