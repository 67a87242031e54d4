/** Plain text for people: amounts, tables. */

const TOS = 10n ** 18n;

/** `12.5 TOS`: at most six decimals, rounded down, no exponent. */
export function formatTos(wei: bigint | string): string {
  const value = BigInt(wei);
  const whole = value / TOS;
  const micros = (value % TOS) / 10n ** 12n;
  const decimals = micros.toString().padStart(6, '0').replace(/0+$/, '');
  return `${whole.toString()}${decimals === '' ? '' : `.${decimals}`} TOS`;
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
