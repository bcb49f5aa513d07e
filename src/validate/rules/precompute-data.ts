import type { RuleText } from '../../base/issue.js';
import type { PrecomputeAspect, PrecomputeContentContext } from '../contexts/reconstructions.js';
import { defineRules } from '../rule.js';

const defaults = {
  severity: 'error',
  on: 'precomputeContent',
  needs: ['header', 'side-car', 'voxels'],
  fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
} as const;

/** Precomputed annotations: the content of their files. */
export const precomputeDataRules = defineRules('precompute-data', defaults, [
  onFault('PRECOMPUTE_SHARD_BROKEN', 'shard', {
    title: 'The indices of shards can be read',
    why: 'Data that the index does not list cannot be found.',
  }),
  onFault('PRECOMPUTE_SHARD_SURPLUS', 'surplus', {
    severity: 'warning',
    title: 'Shards end with their last index',
    why: 'No reader finds bytes after it: two files were written over each other, or an index was lost.',
  }),
  onFault('PRECOMPUTE_KEY_MISPLACED', 'misplaced', {
    title: 'Keys lie in the shard and minishard of their hash',
    why: 'Viewers look for a key in one place only.',
  }),
  onFault('PRECOMPUTE_DATA_UNREADABLE', 'data', {
    title: 'Records, chunks and fragments can be decoded',
    why: 'A viewer cannot show what it cannot decode.',
  }),
  onFault('PRECOMPUTE_IDS_WRONG', 'ids', {
    title: 'Every annotation is there once by its id',
    why: 'A viewer asks by id for the annotation that was clicked.',
  }),
  onFault('PRECOMPUTE_RECORDS_DIFFER', 'records', {
    title: 'Annotations are the same by id and by place',
    why: 'Where they differ, one of the two copies was changed without the other.',
  }),
  onFault('PRECOMPUTE_POINTS_DIFFER', 'points', {
    title: 'Precomputed points are where the points are',
    why: 'If they differ, the points were changed after the copy for the viewer was made.',
  }),
  onFault('PRECOMPUTE_VOXELS_DIFFER', 'voxels', {
    title: 'A precomputed mask has the voxels of the mask',
    why: 'Where they differ, the mask was changed after the viewer’s copy was made.',
  }),
  onFault('PRECOMPUTE_MANIFEST_WRONG', 'manifest', {
    title: 'The manifests of meshes tell where their fragments lie',
    why: 'A viewer that follows a wrong manifest reads other bytes than those of the mesh.',
  }),
  onFault('PRECOMPUTE_SEGMENTS_WRONG', 'segments', {
    title: 'Meshes are those of the labels that are there',
    why: 'A mesh of a label that the mask has not was made from another mask; a label without one is not seen.',
  }),
]);

type Texts = Pick<RuleText, 'title' | 'why'> & { readonly severity?: 'warning' };

/** Returns a rule that reports the faults of one aspect. */
function onFault(code: string, aspect: PrecomputeAspect, texts: Texts) {
  return { code, ...texts, check: ({ facts }: PrecomputeContentContext) => facts.get(aspect) ?? [] };
}
