import { compileName } from '../../storage/index.js';

/** Tells whether a run's name matches one of the globs (`*`, `?`, `[abc]`); every name does when there are none. */
export function matchRuns(globs: readonly string[]): (run: string) => boolean {
  if (globs.length === 0) return () => true;
  const tests = globs.map(compileName);
  return (run) => tests.some((accepts) => accepts(run));
}
