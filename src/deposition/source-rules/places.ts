import { countOf, nameSome, sixDigits } from '../../base/messages.js';
import { acquisitionRules, meshFault, thicknessFault } from '../../tree/metadata/acquisition-faults.js';
import { isSameShape } from '../../volume/chunk-grid.js';
import type { Shape } from '../../volume/volume.js';
import {
  type AlignmentFacts,
  defineSourceRules,
  faultAt,
  type MaskFacts,
  type MaskLabelsFacts,
  type MeshFacts,
  type PointsFacts,
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

/** Rules on points and meshes: they lie in their tomogram, and points belong to their run. */
export const pointRules = defineSourceRules('source-points', 'points', [
  {
    code: 'SOURCE_POINTS_OUTSIDE',
    title: 'Points lie in their tomogram',
    why: 'Coordinates are voxels of the tomogram; those beyond it are in another unit, in another order of axes or of another tomogram.',
    fix: 'Set `binning` or `order` of the source; where they are meant, pass `--allow-mismatch points`.',
    checks: { points: outside },
  },
  {
    code: 'SOURCE_POINTS_IN_CORNER',
    severity: 'warning',
    title: 'Points are spread over their tomogram',
    why: 'Coordinates that are divided by too large a `binning` all lie near the first voxel, and still inside the tomogram.',
    fix: 'Set `binning` to the voxel spacing divided by the pixel size of the coordinates: 1, or none, where they count voxels.',
    checks: { points: inCorner },
  },
  {
    code: 'SOURCE_MESH_OUT_OF_BOUNDS',
    title: 'Meshes lie in and around their tomogram',
    why: 'Meshes are published in voxels of the tomogram. A mesh outside it, or many times larger, has another unit or was moved.',
    fix: 'Set `scale_factor` of the source; where it is meant, pass `--allow-mismatch points`.',
    checks: { mesh: meshBeside },
  },
  {
    code: 'SOURCE_MESH_HALF_OUTSIDE',
    severity: 'warning',
    title: 'The middle of a mesh lies in its tomogram',
    why: 'Surfaces may protrude a little. A mesh that is mostly outside is counted from the centre of the tomogram, or has its axes in another order.',
    fix: 'Move the mesh, or exchange its axes, at the source: coordinates are x, y, z from the corner of the first voxel.',
    checks: { mesh: meshHalfOutside },
  },
  {
    code: 'SOURCE_FILTER_MATCHES_NOTHING',
    title: 'The filter of a table matches rows of some run',
    why: 'A filter that selects no row for any run does not match the spelling in the table; nothing would be published.',
    fix: 'Spell `filter_value` as the table’s column does, with a column of the run data map where names differ.',
    checks: { points: noMatch },
  },
  {
    code: 'SOURCE_ANGLES_IN_RADIANS',
    severity: 'warning',
    title: 'Particles are turned by angles in degrees',
    why: 'Euler angles in radians are read as some degrees: all particles then stand upright within 3.14°, which a set of picks hardly does.',
    fix: 'Convert the angles of the table to degrees at the source.',
    checks: { points: radians },
  },
  {
    code: 'SOURCE_TABLE_UNFILTERED',
    severity: 'warning',
    title: 'A table that several runs share has a filter',
    why: 'Without one every run gets the points of all runs.',
    fix: 'Set `filter_value`, for instance to {run_name} in quotes, or name the run in the path.',
    checks: { points: unfiltered },
  },
  {
    code: 'SOURCE_POINTS_OF_SEVERAL_SPACINGS',
    severity: 'warning',
    title: 'A source of points has one voxel spacing',
    why: 'Coordinates are divided by one `binning`, so that they are voxels of one spacing. At the others the same numbers are other places, which may lie in the tomogram all the same.',
    fix: 'Repeat the source for each voxel spacing, with its `binning`, and `parent_filters` that select the spacing.',
    checks: { points: ofSeveralSpacings },
  },
]);

/** Skips points outside the tomogram, which SOURCE_POINTS_OUTSIDE reports. */
function ofSeveralSpacings(facts: PointsFacts): SourceCheckResult {
  const { file, count, spacings = [], binning } = facts;
  if (spacings.length < 2 || count === 0 || facts.outside > 0) return null;
  return {
    ...placeOf(file),
    message: 'the same points are published at several voxel spacings',
    found: `binning: ${binning} at ${spacings.join(' and ')} Å`,
    expected: 'a source for each voxel spacing',
  };
}

/** Usual factors between pixels of a tilt series and voxels. */
const usualBinnings = [2, 3, 4, 6, 8, 10, 12, 16];

/** Least share of points outside that speaks for a factor: fewer are strays, which a wrong factor would not single out. */
const fewestOutside = 0.05;

/**
 * Returns the `binning` that puts all points into their tomogram: by the pixel size that their file states; else the
 * least by those of the tilt series and of other tomograms of the run; else the least usual one, or the voxel spacing of
 * coordinates in Å; null if none does, or few points are outside. Where a factor would leave half of every axis empty, a
 * smaller usual one is as likely.
 */
function fittingBinning(facts: PointsFacts): number | null {
  const { reach, binning, optics, pixelSpacing, spacing, statedPixel, voxelSpacings = [] } = facts;
  const least = reach * binning;
  const factorsOf = (sizes: readonly (number | null | undefined)[]) =>
    sizes.flatMap((size) => (size == null || spacing === null ? [] : [spacing / size]));
  const leastOf = (factors: readonly number[]) =>
    factors.toSorted((a, b) => a - b).find((factor) => factor >= least);
  const stated = leastOf(factorsOf([optics?.size, statedPixel]));
  if (stated === undefined && facts.outside < fewestOutside * facts.count) return null;
  const known = leastOf(factorsOf([pixelSpacing, ...voxelSpacings]));
  // A point that is hardly outside says nothing about a factor.
  const usual = reach < 1.1 ? [] : [...usualBinnings, ...(spacing === null ? [] : [spacing])];
  const isFilling = known !== undefined && known < 2 * least;
  const fits = stated ?? (isFilling ? known : leastOf([...usual, ...(known === undefined ? [] : [known])]));
  return fits === undefined ? null : Number(fits.toFixed(4));
}

function outside(facts: PointsFacts): SourceCheckResult {
  const { file, count, outside: beyond, firstOutside, bounds } = facts;
  if (beyond === 0 || bounds === null || firstOutside === null) return null;
  const [z, y, x] = bounds;
  const binning = fittingBinning(facts);
  const byBinning = binning === null ? null : `binning: ${binning}`;
  const fit = facts.otherOrder == null ? byBinning : `the order ${facts.otherOrder}`;
  return {
    ...placeOf(file),
    message: `${beyond} of ${count} points lie outside their tomogram`,
    found: `${firstOutside.map((value) => Number(value.toFixed(3))).join(', ')} (x, y, z)`,
    expected: `from 0 to ${x - 1}, ${y - 1}, ${z - 1} voxels${fit === null ? '' : `; ${fit} puts all ${count} inside`}`,
  };
}

/** Fewest points of which all lie in a corner by a mistake rather than by chance: an eighth of the tomogram is large. */
const fewestInCorner = (binning: number) => (binning < 4 ? 100 : 10);

/** Skips points whose file states their pixel size, with which other rules compare `binning`. */
function inCorner(facts: PointsFacts): SourceCheckResult {
  const { file, count, bounds, reach, binning, optics, statedPixel } = facts;
  const isStated = optics !== null || statedPixel != null;
  if (isStated || bounds === null || count < fewestInCorner(binning) || binning < 2 || reach * binning > 1)
    return null;
  return {
    ...placeOf(file),
    message: 'all points lie in one corner of their tomogram',
    found: `binning: ${binning}`,
    expected: `a smaller one: 1 puts all ${count} inside as well`,
  };
}

function meshBeside({ mesh, extent, bounds, scale, spacing, pixelSpacing }: MeshFacts): SourceCheckResult {
  const fault = extent === null ? null : meshFault(extent, bounds);
  if (fault === null || extent === null || bounds === null) return faultAt(mesh, fault);
  const size = [...bounds].reverse();
  const fits = ([factor]: readonly [number, string]) =>
    size.every((length, axis) => {
      const at = (corner: readonly number[]) => ((corner[axis] ?? 0) / scale) * factor;
      return at(extent.lower) >= -1 && at(extent.upper) <= length + 1;
    });
  const named = [
    [1, 'Å'] as const,
    [10, 'nm'] as const,
    [pixelSpacing ?? 0, 'pixels of the tilt series'] as const,
  ];
  const units = named.map(([unit, name]) => [unit / (spacing ?? 0), name] as const);
  const [first, ...others] = units
    .filter((unit) => unit[0] > 0 && fits(unit))
    .map(([factor, name]) => `as ${name}, with scale_factor: ${sixDigits(factor)}`);
  const hint = first === undefined ? '' : `; ${[`${first}, all of it is inside`, ...others].join(', or ')}`;
  return faultAt(mesh, { ...fault, found: `${fault.found}${hint}` });
}

/** Part of an edge of the tomogram by which surfaces may protrude, and that separates a middle from a border. */
const protrusion = 0.05;

function meshHalfOutside({ mesh, extent, bounds }: MeshFacts): SourceCheckResult {
  if (extent === null || bounds === null || meshFault(extent, bounds) !== null) return null;
  const size = bounds.toReversed();
  const isOut = size.some((length, axis) => {
    const [low, high] = [extent.lower[axis] ?? 0, extent.upper[axis] ?? 0];
    const isAmid = low + high > 2 * protrusion * length && low + high < 2 * (1 - protrusion) * length;
    return !isAmid && (low < -protrusion * length || high > (1 + protrusion) * length);
  });
  if (!isOut) return null;
  const spell = (corner: readonly number[]) => corner.map(sixDigits).join(', ');
  const message = 'half of the mesh or more lies outside its tomogram (x, y, z)';
  const found = `${spell([...extent.lower])} to ${spell([...extent.upper])}`;
  return { ...placeOf(mesh), message, found, expected: `from 0, 0, 0 to ${size.join(', ')}` };
}

function noMatch({ file, filter, unmatched, matchesOthers, alike = null }: PointsFacts): SourceCheckResult {
  if (filter === null || unmatched === null || unmatched.length === 0) return null;
  if (matchesOthers && alike === null) return null;
  const found = alike === null ? `${unmatched.join(', ')}, for example` : `${alike}, which differs in case`;
  const expected = `rows of ${JSON.stringify(filter)}`;
  return { ...placeOf(file), message: `filter_value matches no row`, found, expected };
}

/** Number of particles of which some are tilted, unless they lie in one plane. */
const enoughParticles = 10;

function radians({ file, orientations }: PointsFacts): SourceCheckResult {
  const { count, widestTilt } = orientations ?? { count: 0, widestTilt: 0 };
  if (count < enoughParticles || widestTilt > Math.PI + 0.001 || widestTilt < 0.01) return null;
  const message = 'the angles may be in radians';
  const found = `${count} particles, none tilted by more than ${sixDigits(widestTilt)}°`;
  return { ...placeOf(file), message, found, expected: 'Euler angles in degrees' };
}

/** Skips points outside the tomogram, which SOURCE_POINTS_OUTSIDE reports. */
function unfiltered({ file, filter, sharedBy, count, outside: beyond }: PointsFacts): SourceCheckResult {
  if (sharedBy < 2 || beyond > 0 || count === 0) return null;
  return {
    ...placeOf(file),
    message:
      filter === null
        ? 'a table without a filter is given to several runs'
        : `several runs have the filter_value ${JSON.stringify(filter)}`,
    found: `${sharedBy} runs with the same ${count} points`,
    expected: 'a filter_value that selects the rows of a run, or one file a run',
  };
}
