import { isSameShape } from '../../volume/chunk-grid.js';
import type { Shape } from '../../volume/volume.js';
import type { AlignmentFacts, MaskFacts, MeshFacts } from './contexts.js';
import { defineSourceRules, type SourceCheckResult } from './rule.js';
import { placeOf } from './statement.js';

/** Share of a tomogram's longest side that a mesh may stand out of it. */
const overhang = 0.5;

/** Masks, meshes and alignments have the extent of their tomogram. */
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
    code: 'SOURCE_MESH_OUTSIDE',
    severity: 'error',
    title: 'Meshes lie in and around their tomogram',
    why: 'Meshes are in voxels of the tomogram; one that lies beside it, or is many times larger, is in another unit or was moved.',
    fix: 'Set scale_factor of the mesh’s source; where it is meant, pass `--allow-mismatch extents`.',
    checks: { mesh: meshOutside },
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

function meshOutside({ file, lower, upper, bounds }: MeshFacts): SourceCheckResult {
  if (bounds === null) return null;
  const [z, y, x] = bounds;
  const size = [x, y, z];
  const longest = Math.max(...size);
  const isInside = size.every((length, axis) => {
    const [low, high] = [lower[axis] ?? 0, upper[axis] ?? 0];
    return high >= 0 && low <= length && low >= -overhang * longest && high <= length + overhang * longest;
  });
  if (isInside) return null;
  const spell = (place: readonly number[]) => place.map((value) => Number(value.toPrecision(6))).join(', ');
  return {
    ...placeOf(file),
    message: 'the mesh lies beside its tomogram, or far out of it (x, y, z)',
    found: `${spell(lower)} to ${spell(upper)}`,
    expected: `around 0, 0, 0 to ${size.join(', ')}`,
  };
}

function describe([z, y, x]: Shape): string {
  return `${x} × ${y} × ${z}`;
}
