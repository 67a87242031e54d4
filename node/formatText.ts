/** Plain text for people: amounts, tables. */

const TOS = 10n ** 18n;

/** A score in ppm as a signed number with three decimals. */
export function formatScore(ppm: number): string {
  return `${ppm < 0 ? '' : '+'}${(ppm / 1_000_000).toFixed(3)}`;
}

/** `12.5 TOS`: at most six decimals, rounded down, no exponent. */
export function formatTos(wei: bigint | string): string {
  return `${formatUnits(wei, 6)} TOS`;
}

/** Whole units of an amount in wei, with so many decimals at most, rounded down, no exponent. */
export function formatUnits(wei: bigint | string, most: number): string {
  const value = BigInt(wei);
  const whole = value / TOS;
  const part = (value % TOS).toString().padStart(18, '0').slice(0, most).replace(/0+$/, '');
  return `${whole.toString()}${part === '' ? '' : `.${part}`}`;
}

/** Rows in columns padded to their widest cell. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
