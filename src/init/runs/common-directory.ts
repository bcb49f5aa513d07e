/** Directories that every path lies in, outermost first. */
export function commonDirectory(paths: readonly (readonly string[])[]): string[] {
  const [first = []] = paths;
  const common: string[] = [];
  for (let depth = 0; depth < first.length - 1; depth++) {
    const name = first[depth] as string;
    if (paths.some((segments) => segments[depth] !== name || segments.length - 1 <= depth)) break;
    common.push(name);
  }
  return common;
}
