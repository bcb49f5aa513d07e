import { alignmentFamily } from '../plan/alignment-family.js';
import type { PlannedSource } from '../plan/planned-source.js';
import { list, map, scalar, type YamlNode } from '../yaml/yaml-node.js';
import { groupedSources } from './grouped-sources.js';
import { entry } from './source-nodes.js';

/** The alignments: all files of one program that a run has are one. */
export function alignmentSection(sources: readonly PlannedSource[], depth: number): YamlNode {
  const families = new Map<string, PlannedSource[]>();
  for (const source of sources) {
    const family = alignmentFamily(source.group);
    families.set(family, [...(families.get(family) ?? []), source]);
  }
  return list([...families].map(([family, of]) => entry(groupedSources(of, depth), metadataOf(family))));
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
