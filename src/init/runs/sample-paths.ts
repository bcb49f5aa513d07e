/** Paths up to which all are looked at. */
const mostPaths = 3000;
/** Files of one extension, and directories, of one directory that are enough to see what they have in common. */
const [mostFiles, mostDirectories] = [60, 30];

/** Paths that show the forms of all: a few of each extension in each directory, of a few directories in each. */
export function samplePaths(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (paths.length <= mostPaths) return paths;
  const counts = new Map<string, number>();
  const directories = new Map<string, Set<string>>();
  return paths.filter((segments) => {
    for (let depth = 1; depth < segments.length; depth++) {
      const parent = segments.slice(0, depth - 1).join('/');
      const children = directories.get(parent) ?? new Set();
      directories.set(parent, children);
      const name = segments[depth - 1] as string;
      if (!children.has(name) && children.size >= mostDirectories) return false;
      children.add(name);
    }
    const name = segments.at(-1) ?? '';
    const kind = `${segments.slice(0, -1).join('/')} ${name.slice(name.lastIndexOf('.') + 1)}`;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count < mostFiles;
  });
}
