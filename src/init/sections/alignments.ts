import { alignmentFamily } from '../plan/alignment-family.js';
import type { PlannedSource } from '../plan/planned-source.js';
import { list, map, scalar, type YamlNode } from '../yaml/yaml-node.js';
import { entry, literalGlob, multiGlobSource } from './source-nodes.js';

/** The alignments: all files of one program that a run has are one. */
export function alignmentSection(sources: readonly PlannedSource[], depth: number): YamlNode {
  const families = new Map<string, PlannedSource[]>();
  for (const source of sources) {
    const family = alignmentFamily(source.group);
    families.set(family, [...(families.get(family) ?? []), source]);
  }
  return list([...families].map(([family, of]) => entry(sourcesOf(of, depth), metadataOf(family))));
}

/** One source with a glob for each kind of file; runs whose files a glob does not tell apart are listed. */
function sourcesOf(sources: readonly PlannedSource[], depth: number): YamlNode[] {
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

function metadataOf(format: string): YamlNode {
  return map({
    format: scalar(format),
    method_type: scalar(
      format === 'ARETOMO3' ? 'projection_matching' : 'undefined',
      'fiducial_based, patch_tracking, projection_matching, simulated or undefined',
    ),
    alignment_type: scalar('GLOBAL', 'or LOCAL'),
    is_portal_standard: scalar(true),
  });
}
