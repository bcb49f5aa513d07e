import type { PrecomputeAspect, PrecomputeContentContext } from '../contexts/reconstructions.js';
import type { ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';

const defaults = {
  severity: 'error',
  on: 'precomputeContent',
  needs: ['header', 'side-car', 'voxels'],
  fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
} as const;

/** Precomputed annotations: the content of their files. */
export const precomputeDataRules = defineRules('precompute-data', defaults, [
  {
    code: 'PRECOMPUTE_SHARD_BROKEN',
    title: 'The indices of shards can be read',
    why: 'Data that the index does not list cannot be found.',
    check: faults('shard'),
  },
  {
    severity: 'warning',
    code: 'PRECOMPUTE_SHARD_SURPLUS',
    title: 'Shards end with their last index',
    why: 'No reader finds bytes after it: two files were written over each other, or an index was lost.',
    check: faults('surplus'),
  },
  {
    code: 'PRECOMPUTE_KEY_MISPLACED',
    title: 'Keys lie in the shard and minishard of their hash',
    why: 'Viewers look for a key in one place only.',
    check: faults('misplaced'),
  },
  {
    code: 'PRECOMPUTE_DATA_UNREADABLE',
    title: 'Records, chunks and fragments can be decoded',
    why: 'A viewer cannot show what it cannot decode.',
    check: faults('data'),
  },
  {
    code: 'PRECOMPUTE_IDS_WRONG',
    title: 'Every annotation is there once by its id',
    why: 'A viewer asks by id for the annotation that was clicked.',
    check: faults('ids'),
  },
  {
    code: 'PRECOMPUTE_RECORDS_DIFFER',
    title: 'Annotations are the same by id and by place',
    why: 'Where they differ, one of the two copies was changed without the other.',
    check: faults('records'),
  },
  {
    code: 'PRECOMPUTE_POINTS_DIFFER',
    title: 'Precomputed points are where the points are',
    why: 'If they differ, the points were changed after the copy for the viewer was made.',
    check: faults('points'),
  },
  {
    code: 'PRECOMPUTE_VOXELS_DIFFER',
    title: 'A precomputed mask has the voxels of the mask',
    why: 'Where they differ, the mask was changed after the viewer’s copy was made.',
    check: faults('voxels'),
  },
  {
    code: 'PRECOMPUTE_MANIFEST_WRONG',
    title: 'The manifests of meshes tell where their fragments lie',
    why: 'A viewer that follows a wrong manifest reads other bytes than those of the mesh.',
    check: faults('manifest'),
  },
  {
    code: 'PRECOMPUTE_SEGMENTS_WRONG',
    title: 'Meshes are those of the labels that are there',
    why: 'A mesh of a label that the mask has not was made from another mask; a label without one is not seen.',
    check: faults('segments'),
  },
]);

function faults(kind: PrecomputeAspect): (context: PrecomputeContentContext) => readonly ReportedIssue[] {
  return ({ facts }) => facts.get(kind) ?? [];
}
