/** Tells whether a run's name matches one of the globs (`*` and `?`); every name does when there are none. */
export function matchRuns(globs: readonly string[]): (run: string) => boolean {
  if (globs.length === 0) return () => true;
  const expressions = globs.map((glob) => {
    const source = glob
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, 's');
  });
  return (run) => expressions.some((expression) => expression.test(run));
}
