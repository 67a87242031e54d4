/** Two pointers over the sorted values; runs of equal values are counted at once. */
export function pairs(values: i32[], target: i32): i32 {
  const length = values.length;
  if (length < 2) throw new RangeError('no pair');
  let count = 0;
  if (length < 24) {
    for (let i = 1; i < length; i++) {
      const wanted = <i64>target - <i64>unchecked(values[i]);
      for (let j = 0; j < i; j++) {
        if (<i64>unchecked(values[j]) == wanted) count++;
      }
    }
    return count;
  }
  values.sort((a, b) => (a < b ? -1 : i32(a > b)));
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const left = unchecked(values[low]);
    const right = unchecked(values[high]);
    const sum = <i64>left + <i64>right;
    if (sum < <i64>target) {
      low++;
    } else if (sum > <i64>target) {
      high--;
    } else if (left == right) {
      const run = high - low + 1;
      return count + (run * (run - 1)) / 2;
    } else {
      let lefts = 1;
      let rights = 1;
      while (unchecked(values[++low]) == left) lefts++;
      while (unchecked(values[--high]) == right) rights++;
      count += lefts * rights;
    }
  }
  return count;
}
