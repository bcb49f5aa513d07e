import { encodeMrc, type MrcMode } from '../../demo/files/mrc.js';
import type { Shape } from '../../src/volume/volume.js';
import type { TinyDeposition } from './tiny-deposition.js';

/** One entry of the annotations section. */
export interface AnnotationEntry {
  readonly id: string;
  /** Name of the object; the identifier by default. */
  readonly name?: string;
  /** Each a source in YAML flow style: `Point: {file_format: csv, …}`, with parent filters after it where needed. */
  readonly sources: readonly string[];
}

/** Replaces the annotations of a tiny deposition, which are the last section; at its voxel spacing of 10 Å. */
export async function annotate(tiny: TinyDeposition, entries: readonly AnnotationEntry[]): Promise<void> {
  const text = entries.map(entryText).join('');
  await tiny.editConfig(/\nannotations:.*$/s, `\nannotations:\n${text}`);
}

function entryText({ id, name = id, sources }: AnnotationEntry): string {
  return `  - metadata:
      annotation_ingest_id: ${id}
      annotation_method: Painted
      annotation_object: {name: ${name}, id: 'GO:0016020'}
      annotation_software: none
      authors:
        - {name: Ada Rivera, primary_author_status: true, corresponding_author_status: true}
      dates: {deposition_date: '2025-01-02', last_modified_date: '2025-02-03', release_date: '2025-03-04'}
      method_type: manual
      version: 1.0
    sources:
${sources.map((source) => `      - ${source}\n        parent_filters: {include: {voxel_spacing: ['^10[.]000$']}}\n`).join('')}`;
}

/** A mask on disk; `value` gives each voxel. */
export async function writeMask(
  tiny: TinyDeposition,
  path: string,
  shape: Shape,
  value: (z: number, y: number, x: number) => number,
  mode: MrcMode = 0,
): Promise<void> {
  const [nz, ny, nx] = shape;
  const values = Float32Array.from({ length: nz * ny * nx }, (_, index) =>
    value(Math.floor(index / (ny * nx)), Math.floor(index / nx) % ny, index % nx),
  );
  await tiny.editSource(path, () => encodeMrc({ shape, values }, { mode, voxelSize: 10 }));
}

/** The options that ingest annotations and nothing else. */
export const annotationsOnly = ['--import', 'annotation', '--metadata', 'annotation'];

/** Where the annotations of a run lie in the tree. */
export function annotationsOf(run: string): string {
  return `10801/${run}/Reconstructions/VoxelSpacing10.000/Annotations`;
}
