/** Fails at the first sample that is not the same value; NaN is the same as NaN, and −0 is not 0. */
export function assertSame(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  if (found.length !== expected.length) {
    throw new Error(`${what}: ${found.length} samples, expected ${expected.length}`);
  }
  for (let index = 0; index < expected.length; index++) {
    if (Object.is(found[index], expected[index])) continue;
    throw new Error(`${what}: sample ${index} is ${found[index]}, expected ${expected[index]}`);
  }
}
