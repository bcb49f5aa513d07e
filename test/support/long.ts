import type { Test } from 'uvu';

/** Whether tests that take long are run: always, but by `npm test` without `--whole` and without the name of a file. */
export const isWhole = process.env.CRYOET_TEST_WHOLE !== '0';

/** `test` for those that take long, which are skipped without `isWhole`. Most of what they test has a sample in other tests. */
export function longOf(test: Test): Test {
  return isWhole ? test : Object.assign((...named: Parameters<Test>) => test.skip(...named), test);
}
