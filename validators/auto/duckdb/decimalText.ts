/**
 * A number as plain decimal text with twelve significant digits: the last bits of a float depend
 * on the mathematics library of the machine, and receipts must not.
 */
export function decimalText(value: number): string {
  const [digits = '0', exponent = '0'] = value.toExponential(11).split('e');
  const negative = digits.startsWith('-');
  const mantissa = digits.replace(/[-.]/g, '');
  const shift = Number(exponent) + 1;
  const padded = mantissa
    .padEnd(shift, '0')
    .padStart(mantissa.length - Math.min(shift, 1) + 1, '0');
  const point = Math.max(shift, 1);
  const fraction = padded.slice(point).replace(/0+$/, '');
  const whole = padded.slice(0, point);
  const plain = fraction === '' ? whole : `${whole}.${fraction}`;
  return negative && /[1-9]/.test(plain) ? `-${plain}` : plain;
}
