import { countOf, nameSome, sixDigits } from '../../base/messages.js';
import { acquisitionRules, thicknessFault } from '../../tree/metadata/acquisition-faults.js';
import { isSameShape } from '../../volume/chunk-grid.js';
import type { Shape } from '../../volume/volume.js';
import {
  type AlignmentFacts,
  defineSourceRules,
  faultAt,
  type MaskFacts,
  type MaskLabelsFacts,
  type MeshFacts,
  placeOf,
  type SourceCheckResult,
} from './rule.js';

const mostNamed = 10;

/** Rules on extents: masks and alignments fit their tomogram, and nothing of masks and meshes is lost. */
export const extentRules = defineSourceRules('source-extents', 'extents', [
  {
    code: 'SOURCE_MASK_EXTENT_DIFFERS',
    title: 'A mask has the size of its tomogram',
    why: 'A mask is shown over its tomogram, voxel on voxel; one of another size was made from another tomogram.',
    fix: 'Set `rescale: true` for a mask that is binned otherwise, or deposit the mask of this tomogram; where it is meant, pass `--allow-mismatch extents`.',
    checks: { mask: maskExtent },
  },
  {
    code: 'SOURCE_MASK_SPACING_DIFFERS',
    severity: 'warning',
    title: 'The header of a mask has the voxel spacing that its size gives',
    why: 'A mask with the size of its tomogram and another voxel size may be of another tomogram.',
    fix: 'Correct the header, or deposit the mask of this tomogram.',
    checks: { mask: maskSpacing },
  },
  {
    code: 'SOURCE_MASK_LABELS_LEFT_OUT',
    severity: 'warning',
    title: 'Every label of a mask is published by some source',
    why: 'A SemanticSegmentationMask publishes the voxels of one label; objects with other labels would be lost.',
    fix: 'Add an annotation with the `mask_label` of each object, or use InstanceSegmentationMask if the labels are instances of one object.',
    checks: { maskLabels: labelsLeftOut },
  },
  {
    code: 'SOURCE_MESH_POLYGONS_ODD',
    severity: 'warning',
    title: 'The polygons of a mesh are surfaces',
    why: 'A polygon with fewer than three corners is lost; one whose sides cross becomes a fold.',
    fix: 'Export the mesh as triangles, or repair it in the program that made it.',
    checks: { mesh: oddPolygons },
  },
  {
    code: 'SOURCE_ALIGNMENT_EXTENT_DIFFERS',
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
  const message = 'the mask fits no tomogram';
  const expected = `${[...new Set(volumes.map(describe))].join(' or ')} voxels (x, y, z)`;
  const hint = 'rescale: true brings a mask to the size of the alignment’s volume';
  return { ...placeOf(mask), message, expected, found: describe(mask.value), hint };
}

/** Differences up to 5 % are calibration. */
function maskSpacing({ mask, volumes, voxelSize, spacing }: MaskFacts): SourceCheckResult {
  if (voxelSize === null || volumes.length === 0 || !(spacing > 0)) return null;
  const sizes = volumes.map(([, height]) => (spacing * height) / mask.value[1]);
  if (sizes.some((size) => Math.abs(size - voxelSize) <= 0.05 * size)) return null;
  return {
    ...placeOf(mask),
    message: 'the header of the mask has another voxel size than its tomogram gives it',
    found: `${sixDigits(voxelSize)} Å`,
    expected: `${[...new Set(sizes.map(sixDigits))].join(' or ')} Å, for ${describe(mask.value)} voxels (x, y, z)`,
  };
}

function labelsLeftOut({ mask, taken }: MaskLabelsFacts): SourceCheckResult {
  const others = mask.value.filter((label) => !taken.has(label));
  if (others.length === 0) return null;
  const spell = (labels: readonly number[]) => nameSome(labels.map(String), mostNamed);
  return {
    ...placeOf(mask),
    message: `no source publishes ${countOf(others.length, 'label')} of the mask`,
    found: spell(others),
    expected: `${spell([...taken])} only`,
    hint: 'add an annotation with the mask_label of each object, or use InstanceSegmentationMask for instances of one',
  };
}

function oddPolygons({ mesh }: MeshFacts): SourceCheckResult {
  const { odd = 0, faces } = mesh.value;
  if (odd === 0) return null;
  const message = 'polygons with fewer than three corners, or with sides that cross as seen from the front';
  const found = `${odd} in a mesh of ${faces.length / 3} triangles`;
  return { ...placeOf(mesh), message, found, expected: 'none' };
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
  const message = 'volume_dimension is the extent of no tomogram of this run';
  const expected = `${spell(first.value)}, as ${first.path}`;
  return { ...placeOf(dimension), message, found: `${spell(dimension.value)} (x, y, z)`, expected };
}

/** Spells a shape (z, y, x) as x × y × z. */
function describe([z, y, x]: Shape): string {
  return `${x} × ${y} × ${z}`;
}
