/**
 * Binary search: returns the first index below `count` at which `isReached` is true, or `count` if it never is. It must
 * be false before some index and true from there on.
 *
 * @example
 * const first = partitionPoint(names.length, (index) => names[index] >= 'TS_02');
 */
export function partitionPoint(count: number, isReached: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
