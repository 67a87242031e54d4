function coverage(starts, lengths) {
  const intervals = starts.map((start, i) => [start, lengths[i % lengths.length]]);
  for (const [, length] of intervals) if (length < 0) throw new RangeError('negative length');
  intervals.sort((a, b) => a[0] - b[0]);
  let total = 0;
  let end = -Infinity;
  for (const [start, length] of intervals) {
    const stop = start + length;
    if (stop <= end) continue;
    total += stop - (start > end ? start : end);
    end = stop;
  }
  return total;
}
