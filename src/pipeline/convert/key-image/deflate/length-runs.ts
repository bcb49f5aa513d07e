/** A symbol of the code for code lengths, with what follows it. */
export interface LengthRun {
  readonly symbol: number;
  readonly extra: number;
  readonly extraBits: number;
}

/** Code lengths as runs (RFC 1951, 3.2.7), and how many lengths they stand for, zeros at the end left out. */
export function lengthRuns(lengths: Uint8Array): {
  readonly runs: readonly LengthRun[];
  readonly count: number;
} {
  let count = lengths.length;
  while (count > 1 && lengths[count - 1] === 0) count--;
  const runs: LengthRun[] = [];
  const put = (symbol: number, extra = 0, extraBits = 0) => runs.push({ symbol, extra, extraBits });
  for (let start = 0; start < count; ) {
    const length = lengths[start]!;
    let end = start + 1;
    while (end < count && lengths[end] === length) end++;
    let left = end - start;
    start = end;
    if (length === 0 && left > 2) {
      for (; left > 138; left -= 138) put(18, 127, 7);
      if (left > 2) {
        if (left > 10) put(18, left - 11, 7);
        else put(17, left - 3, 3);
        left = 0;
      }
    } else if (left > 3) {
      put(length);
      left--;
      for (; left > 6; left -= 6) put(16, 3, 2);
      if (left > 2) {
        put(16, left - 3, 2);
        left = 0;
      }
    }
    for (; left > 0; left--) put(length);
  }
  return { runs, count };
}
