import type { PlannedSource } from '../plan/planned-source.js';
import type { YamlNode } from '../yaml/yaml-node.js';
import { literalGlob, multiGlobSource } from './source-nodes.js';

/** One source that finds all of a run's files together, with a glob for each group; runs that globs do not tell apart are listed. */
export function groupedSources(sources: readonly PlannedSource[], depth: number): YamlNode[] {
  const special = new Set(sources.flatMap(({ finder }) => [...finder.exceptions.keys()]));
  const only = sources.some(({ onlyRuns }) => onlyRuns !== null)
    ? [...new Set(sources.flatMap(({ group }) => group.files.flatMap(({ run }) => run ?? [])))].sort()
    : null;
  const globs = sources.map(({ finder }) => finder.glob);
  const listed = [...special].sort().flatMap((run) => {
    const paths = sources.flatMap(({ group }) =>
      group.files
        .filter((file) => file.run === run)
        .map(({ file }) => literalGlob(file.segments.slice(depth).join('/'))),
    );
    return paths.length === 0 ? [] : [multiGlobSource(paths, { runs: [run] })];
  });
  return [multiGlobSource(globs, { runs: only, notRuns: [...special].sort() }), ...listed];
}
