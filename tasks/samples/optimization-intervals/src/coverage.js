/**
 * How many whole numbers at least one of the intervals covers. `starts` and `lengths` belong
 * together; an interval of negative length is an error.
 */
function coverage(starts, lengths) {
  const covered = [];
  for (let i = 0; i < starts.length; i += 1) {
    if (lengths[i % lengths.length] < 0) throw new RangeError('negative length');
    for (let at = starts[i]; at < starts[i] + lengths[i % lengths.length]; at += 1) {
      if (!covered.includes(at)) covered.push(at);
    }
  }
  return covered.length;
}
