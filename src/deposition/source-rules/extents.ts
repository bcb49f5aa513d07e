import { acquisitionRules, thicknessFault } from '../../tree/metadata/acquisition-faults.js';
import { isSameShape } from '../../volume/chunk-grid.js';
import type { Shape } from '../../volume/volume.js';
import {
  type AlignmentFacts,
  defineSourceRules,
  faultAt,
  type MaskFacts,
  placeOf,
  type SourceCheckResult,
} from './rule.js';

/** Rules on extents: masks and alignments fit their tomogram. */
export const extentRules = defineSourceRules('source-extents', 'extents', [
  {
    code: 'SOURCE_MASK_EXTENT_DIFFERS',
    severity: 'error',
    title: 'A mask has the size of its tomogram',
    why: 'A mask is shown over its tomogram, voxel on voxel; one of another size was made from another tomogram.',
    fix: 'Set `rescale: true` for a mask that is binned otherwise, or deposit the mask of this tomogram; where it is meant, pass `--allow-mismatch extents`.',
    checks: { mask: maskExtent },
  },
  {
    code: 'SOURCE_ALIGNMENT_EXTENT_DIFFERS',
    severity: 'error',
    title: 'A configured volume_dimension is the extent of a tomogram',
    why: 'volume_dimension in Å is what places tomograms of different spacing in one frame.',
    fix: 'Correct volume_dimension, or leave it out: it is then taken from the first tomogram.',
    checks: { alignment: alignmentExtent },
  },
  {
    code: 'SOURCE_TOMOGRAM_AXES_SWAPPED',
    ...acquisitionRules.thickness,
    checks: {
      tomogram: ({ volume, directory }) =>
        faultAt(volume, thicknessFault(volume?.value.shape, directory.value)),
    },
  },
]);

function maskExtent({ mask, volumes, isRescaled }: MaskFacts): SourceCheckResult {
  if (isRescaled || volumes.length === 0 || volumes.some((shape) => isSameShape(shape, mask.value)))
    return null;
  return {
    ...placeOf(mask),
    message: 'the mask fits no tomogram',
    expected: `${[...new Set(volumes.map(describe))].join(' or ')} voxels (x, y, z)`,
    found: describe(mask.value),
    hint: 'rescale: true brings a mask to the size of the alignment’s volume',
  };
}

function alignmentExtent({ dimension, tomograms }: AlignmentFacts): SourceCheckResult {
  const [first] = tomograms;
  if (dimension === null || first === undefined) return null;
  const fits = tomograms.some(({ value, spacing }) =>
    value.every((length, axis) => Math.abs(length - (dimension.value[axis] ?? 0)) <= spacing),
  );
  if (fits) return null;
  const spell = (extent: readonly number[]) =>
    `${extent.map((length) => Number(length.toFixed(2))).join(' × ')} Å`;
  return {
    ...placeOf(dimension),
    message: 'volume_dimension is the extent of no tomogram of this run',
    found: `${spell(dimension.value)} (x, y, z)`,
    expected: `${spell(first.value)}, as ${first.path}`,
  };
}

/** Spells a shape (z, y, x) as x × y × z. */
function describe([z, y, x]: Shape): string {
  return `${x} × ${y} × ${z}`;
}
