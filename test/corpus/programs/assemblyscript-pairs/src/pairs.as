/**
 * How many pairs of different places hold values that add up to `target`. Sums do not wrap around;
 * fewer than two values are an error.
 */
export function pairs(values: i32[], target: i32): i32 {
  if (values.length < 2) throw new RangeError('no pair');
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < values.length; j++) {
      if (i == j) continue;
      const sum = <i64>values[i] + <i64>values[j];
      if (sum == <i64>target) count++;
    }
  }
  return count / 2;
}
