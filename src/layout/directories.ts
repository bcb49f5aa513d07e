import type { Layout } from './slots.js';

const run = '{dataset_id}/{run_name}';
const spacing = `${run}/Reconstructions/VoxelSpacing{voxel_spacing}`;

/** Directory templates of the entities that have one of their own, below the tree's root. */
export const directories = {
  deposition: both('DepositionMetadata/{deposition_id}', 'depositions_metadata/{deposition_id}'),
  dataset: both('{dataset_id}'),
  run: both(run),
  alignment: both(`${run}/Alignments/{alignment_id}`),
  tiltseries: both(`${run}/TiltSeries/{tiltseries_id}`),
  voxel_spacing: both(spacing),
  annotation: both(`${spacing}/Annotations/{annotation_id}`),
  tomogram: both(`${spacing}/Tomograms/{tomogram_id}`),
} as const;

export type DirectoryEntity = keyof typeof directories;

function both(documented: string, portal: string = documented): Readonly<Record<Layout, string>> {
  return { documented, portal };
}
