import { alignmentFamily } from '../plan/alignment-family.js';
import type { PlannedSource } from '../plan/planned-source.js';
import { list, map, scalar, type YamlNode } from '../yaml/yaml-node.js';
import { groupedSources } from './grouped-sources.js';
import { entry } from './source-nodes.js';

/** The alignments: all files of one program that a run has are one. */
export function alignmentSection(
  sources: readonly PlannedSource[],
  recorded: readonly PlannedSource[],
  depth: number,
): YamlNode {
  const families = new Map<string, PlannedSource[]>();
  for (const source of sources) {
    const family = alignmentFamily(source.group);
    families.set(family, [...(families.get(family) ?? []), source]);
  }
  return list(
    [...families].map(([family, of]) =>
      entry(
        groupedSources(of, depth),
        metadataOf(family, family === 'IMOD' ? tiltOffset(of, recorded) : null),
      ),
    ),
  );
}

/** Degrees by which the aligned tilts of every run differ from those recorded; null where they do not, or not by the same. */
function tiltOffset(aligned: readonly PlannedSource[], recorded: readonly PlannedSource[]): number | null {
  const angles = (sources: readonly PlannedSource[], extensions: readonly string[]) =>
    new Map(
      sources.flatMap(({ group }) =>
        group.files.flatMap(({ file, run }) => {
          const list = extensions.includes(group.extension) ? group.facts.get(file.path)?.angles : null;
          return run === null || list === null || list === undefined ? [] : [[run, list] as const];
        }),
      ),
    );
  const raw = angles(recorded, ['rawtlt', 'tlt']);
  const offsets = [...angles(aligned, ['tlt'])].flatMap(([run, tilts]) => {
    const before = raw.get(run);
    if (before === undefined || before.length !== tilts.length) return [];
    const differences = tilts.map((tilt, index) => tilt - (before[index] as number)).sort((a, b) => a - b);
    return [(differences[differences.length >> 1] as number).toFixed(1)];
  });
  const [first] = offsets;
  return first === undefined || Number(first) === 0 || offsets.some((each) => each !== first)
    ? null
    : Number(first);
}

function metadataOf(format: string, offset: number | null): YamlNode {
  return map({
    format: scalar(format),
    method_type: scalar(
      format === 'ARETOMO3' ? 'projection_matching' : 'undefined',
      'fiducial_based, patch_tracking, projection_matching, simulated or undefined',
    ),
    alignment_type: scalar('GLOBAL', 'or LOCAL'),
    is_portal_standard: scalar(true),
    tilt_offset:
      offset === null ? null : scalar(offset, 'degrees between the recorded tilts and those of the .tlt'),
  });
}
