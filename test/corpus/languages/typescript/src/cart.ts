interface Line {
  readonly sku: string;
  readonly count: number;
  readonly price?: number;
}

export function total(lines: readonly Line[]): number {
  return lines.reduce((sum, { count, price }) => sum + count * price, 0);
}

export function first(lines: readonly Line[]): Line {
  return lines.at(0);
}

const wrong: Line = { sku: 'a', count: '2' };
export const names: string[] = [wrong].map(({ sku }) => sku);
