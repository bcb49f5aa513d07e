import { ifValid } from '../../base/errors.js';
import { type JsonValue, numberAt, shapeAt, textAt, valueAt } from '../../base/json-value.js';
import { sixDigits } from '../../base/messages.js';
import { boundsOf } from '../../neuroglancer/bounds.js';
import { metresAlong } from '../../neuroglancer/read-layers.js';
import { baseName } from '../../storage/keys.js';
import { identityKey, identityOf } from '../../tree/entities/entity-type.js';
import { voxelSpacingName } from '../../tree/layout/build-path.js';
import { acquisitionRules, finerThanPixels, thicknessFault } from '../../tree/metadata/acquisition-faults.js';
import { voxelSizeAlong } from '../../volume/mrc/read-header.js';
import { parseMultiscales } from '../../volume/zarr/group-metadata.js';
import type { AlignmentContext, TiltSeriesContext, VolumeContext } from '../contexts/acquisition.js';
import { agreedShape } from '../contexts/acquisition.js';
import type { AnnotationContext } from '../contexts/reconstructions.js';
import { faultAt, faultsAt, issue, ofMetadata, type ReportedIssue, repeatsOf } from '../finding.js';
import { defineRules, type RunContext } from '../rule.js';
import { frameOfCommonSize, frameOfCommonSpacing } from './frames.js';

/** The allowed difference of two values of the same spacing, in Å. */
const tolerance = 0.001;
/** In Å; a voxel spacing is above it. */
const leastSpacing = 1;
const axisNames = ['x', 'y', 'z'] as const;

/** The voxel spacing in directory names, metadata, headers, OME-Zarr scales, alignments and viewer configurations. */
export const spacingRules = defineRules('spacing', { severity: 'error', needs: ['metadata', 'header'] }, [
  {
    code: 'SPACING_OUT_OF_RANGE',
    on: 'voxelSpacing',
    needs: [],
    title: 'A voxel spacing lies between 1 and 30 Å',
    why: 'Tomograms are published with spacings of a few Å; other numbers were given in another unit or are a slip.',
    fix: 'Correct the voxel spacing in the configuration and ingest the run again.',
    check: ({ spacing }) =>
      !(spacing > leastSpacing && spacing < 30) &&
      issue('the voxel spacing is out of range', `${spacing} Å`, 'between 1 and 30 Å'),
  },
  {
    code: 'SPACING_WHOLE',
    severity: 'warning',
    on: 'voxelSpacing',
    needs: [],
    title: 'A voxel spacing is not a whole number',
    why: 'A whole number is most likely rounded: distances measured in the volume would be off.',
    fix: 'Give the exact voxel spacing in the configuration; where it truly is whole, ignore this rule for the path.',
    check: ({ spacing }) =>
      Number.isInteger(spacing) && issue('the voxel spacing is a whole number', `${spacing} Å`, 'decimals'),
  },
  {
    code: 'SPACING_METADATA_DIFFERS',
    on: 'tomogram',
    needs: ['metadata'],
    title: 'A tomogram’s voxel_spacing is that of its directory',
    why: 'Searches go by the metadata and downloads by the directory; they must name the same volume.',
    fix: 'Write the metadata again with `--metadata-only`.',
    check: ofMetadata((value, { directorySpacing }) => {
      const spacing = numberAt(value, 'voxel_spacing');
      if (spacing === null || voxelSpacingName(spacing) === voxelSpacingName(directorySpacing)) return null;
      return issue('voxel_spacing is not the directory’s', `${spacing} Å`, `${directorySpacing} Å`);
    }),
  },
  {
    code: 'SPACING_FINER_THAN_PIXELS',
    ...acquisitionRules.finerThanPixels,
    on: 'run',
    needs: ['metadata'],
    check({ tiltSeries, voxelSpacings }) {
      const pixels = tiltSeries.flatMap(({ metadata }) => numberAt(metadata?.value, 'pixel_spacing') ?? []);
      // SPACING_OUT_OF_RANGE reports those of 1 Å and less.
      const larger = voxelSpacings.filter(({ spacing }) => spacing > leastSpacing);
      return faultsAt(larger, ({ spacing }) => finerThanPixels(spacing, Math.min(...pixels)));
    },
  },
  {
    code: 'TOMOGRAM_AXES_SWAPPED',
    ...acquisitionRules.thickness,
    on: 'tomogram',
    check({ volume, directorySpacing }) {
      const path = volume.mrc?.path ?? volume.mrcPath;
      return faultAt({ path }, thicknessFault(agreedShape(volume), directorySpacing));
    },
  },
  {
    code: 'SPACING_MRC_DIFFERS',
    on: 'volume',
    title: 'The MRC header has the declared voxel size',
    why: 'Programs take the voxel size from the header; a wrong one scales every measurement.',
    fix: 'Ingest the volume again.',
    check({ mrc, spacing }) {
      const header = mrc?.value;
      if (header == null || spacing === null) return null;
      const sizes = axisNames.map((axis) => voxelSizeAlong(header.fields, axis));
      if (sizes.every((size) => size !== null && Math.abs(size - spacing) <= tolerance)) return null;
      const found = sizes.map((size) => size?.toFixed(4) ?? 'none').join(', ');
      const message = 'the header’s voxel size is not the declared one';
      return faultAt(mrc, issue(message, `${found} Å (x, y, z)`, `${spacing} Å`));
    },
  },
  {
    code: 'SPACING_ZARR_DIFFERS',
    on: 'volume',
    title: 'The zarr’s scales are the declared voxel size, doubled from level to level',
    why: 'Viewers place levels by their scales; with wrong ones the levels do not lie on each other.',
    fix: 'Ingest the volume again.',
    check: zarrSpacing,
  },
  {
    code: 'SPACING_ALIGNMENT_DIFFERS',
    on: 'alignment',
    title: 'An alignment’s volume has the extent of its tomograms',
    why: 'volume_dimension in Å is what places tomograms of different spacing in one frame.',
    fix: 'Write the alignment’s metadata again, or correct the configured volume_dimension.',
    check: ofMetadata(alignmentDimension),
  },
  {
    code: 'TOMOGRAM_OFFSET_WRONG',
    severity: 'warning',
    on: 'alignment',
    needs: ['metadata'],
    title: 'The offset of a tomogram is that of its alignment',
    why: 'The offset places the volume in the frame of its alignment. It is the volume_offset of the alignment in voxels; the origin in headers is 0. Another one moves the volume away from the other tomograms.',
    fix: 'Correct offset, in voxels, or volume_offset, in Å, in the configuration and write the metadata again with `--metadata-only`.',
    check({ metadata: alignment, tomograms }) {
      const moved = shapeAt(alignment?.value, 'volume_offset') ?? [0, 0, 0];
      return tomograms.flatMap(({ metadata, spacing }) => {
        const offset = shapeAt(metadata?.value, 'offset') ?? [];
        const expected = moved.map((length) => length / (spacing ?? 1));
        if (offset.every((value, axis) => Math.abs(value - (expected[axis] ?? 0)) <= 1)) return [];
        const message = 'offset is not that of the alignment (x, y, z in voxels)';
        const wanted = expected.toReversed().map(sixDigits).join(', ');
        return faultAt(metadata, issue(message, offset.toReversed().join(', '), wanted));
      });
    },
  },
  {
    code: 'ANNOTATION_PLACES_DIFFER',
    severity: 'warning',
    on: 'run',
    needs: ['metadata', 'header', 'side-car'],
    title: 'An annotation lies at the same place at all voxel spacings of its run',
    why: 'Points and meshes are in voxels of their own voxel spacing. Those of another one, or with exchanged axes, often lie inside the tomogram, but elsewhere.',
    fix: 'Set binning, order or scale_factor of the annotation’s sources in the configuration; then ingest it again.',
    check: otherPlaces,
  },
  {
    code: 'SPACING_VIEWER_DIFFERS',
    on: 'tomogram',
    needs: ['metadata'],
    title: 'The viewer configuration has the tomogram’s voxel size',
    why: 'Annotations and scale bars are shown in the viewer’s dimensions.',
    fix: 'Ingest the viewer configuration again.',
    check({ vizConfig, directorySpacing }) {
      const metres = directorySpacing * 1e-10;
      const sizes = metresAlong(valueAt(vizConfig?.value, 'dimensions'));
      const wrong = sizes.findIndex((size) => Math.abs((size ?? metres) - metres) > tolerance * 1e-10);
      const message = `dimensions.${axisNames[wrong]} is not the voxel spacing`;
      return faultAt(vizConfig, wrong >= 0 && issue(message, `${sizes[wrong]} m`, `${metres} m`));
    },
  },
  {
    code: 'SPACING_NOT_MULTIPLE',
    on: 'tiltseries',
    title: 'A tilt series’ pixel spacing is a multiple of its frames’',
    why: 'Frames are binned by whole numbers on the way to a tilt series, or by a fraction that binning_from_frames states or by which the images are smaller; anything else is a wrong number in one of them.',
    fix: 'Correct pixel_spacing in the configuration, or the frames’ headers.',
    check: ofMetadata(pixelSpacingMultiple),
  },
  {
    code: 'BINNING_WRONG',
    severity: 'warning',
    on: 'tiltseries',
    title:
      'The binning of a tilt series is its pixel spacing by that of its frames, or follows from their sides',
    why: 'Programs that go back to the frames multiply by binning_from_frames; another number shifts and scales what they find.',
    fix: 'Correct binning_from_frames in the configuration, or the frames’ headers.',
    check: ofMetadata((value, { frames, volume }: TiltSeriesContext) => {
      const spacing = numberAt(value, 'pixel_spacing') ?? 0;
      const binning = numberAt(value, 'binning_from_frames') ?? 0;
      const pixel = frameOfCommonSpacing(frames.frames)?.value?.pixelSpacing?.x;
      const expected = pixel === undefined ? binningOfSides(frames, volume) : spacing / pixel;
      // Calibration changes a pixel spacing by a few per cent.
      if (!(binning > 0 && expected > 0) || Math.abs(binning - expected) <= 0.05 * expected) return null;
      const from = pixel === undefined ? 'sides of the frames' : 'pixel spacing by that of the frames';
      const message = `binning_from_frames does not follow from the ${from}`;
      return issue(message, binning, sixDigits(expected));
    }),
  },
]);

/**
 * Returns by what whole number images are smaller than frames along both axes; NaN if by none, since square images may be
 * cut to smaller squares, and for EER, which may be rendered in any size.
 */
function binningOfSides({ frames }: TiltSeriesContext['frames'], volume: VolumeContext): number {
  const frame = frameOfCommonSize(frames);
  const [, height = 0, width = 0] = agreedShape(volume) ?? [];
  if (frame?.value == null || frame.extension === 'eer') return Number.NaN;
  const [across, down] = [frame.value.width / width, frame.value.height / height];
  const whole = Math.round(across);
  return [across, down].every((factor) => Math.abs(factor - whole) <= 0.02 * whole) ? whole : Number.NaN;
}

function zarrSpacing({ zarr, spacing, kind }: VolumeContext): ReportedIssue[] {
  const attributes = zarr?.attributes.value;
  if (zarr == null || attributes == null || spacing === null) return [];
  // A scale of the image beside that of its levels is reported by ZARR_TRANSFORM_WRONG.
  const levels = ifValid(() => parseMultiscales(attributes, zarr.path)) ?? [];
  const faults = levels.map(({ ownScale: scale }, level) => {
    const factor = 2 ** level;
    const expected = [kind === 'tiltseries' ? spacing : spacing * factor, spacing * factor, spacing * factor];
    const isRight = scale?.every((size, axis) => {
      if (kind === 'tiltseries' && axis === 0) return true;
      return Math.abs(size - (expected[axis] as number)) <= tolerance * factor;
    });
    if (isRight && scale?.length === 3) return null;
    const message = `the scale of level ${level} is not the declared voxel size × ${factor}`;
    return issue(message, JSON.stringify(scale), JSON.stringify(expected));
  });
  return faultAt(zarr.attributes, faults);
}

function alignmentDimension(value: JsonValue, { tomograms }: AlignmentContext) {
  const dimension = axisNames.map((axis) => numberAt(value, 'volume_dimension', axis));
  if (dimension.includes(null)) return null;
  const extents = tomograms.flatMap((volume) => {
    const { spacing, path } = volume;
    const shape = agreedShape(volume);
    if (shape === null || spacing === null) return [];
    return { path, spacing, extent: shape.toReversed().map((length) => length * spacing) };
  });
  // Tomograms of one alignment may be cropped differently; one of them must have the declared extent.
  const fits = extents.some(({ extent, spacing }) =>
    extent.every((size, axis) => Math.abs(size - (dimension[axis] as number)) <= spacing),
  );
  const [first] = extents;
  if (fits || first === undefined) return null;
  const message = 'volume_dimension is the extent of no tomogram of this alignment';
  const expected = `${first.extent.map((size) => size.toFixed(2)).join(' × ')} Å, as ${first.path}`;
  return issue(message, `${dimension.join(' × ')} Å (x × y × z)`, expected);
}

/** Returns the points and meshes of an annotation by what they are, with their bounds and those of the tomogram in Å. */
function placesOf({ metadata, points, meshes }: AnnotationContext, spacing: number) {
  if (textAt(metadata?.value, 'annotation_ingest_id') === null) return [];
  const identity = identityKey(identityOf('annotation').fields, (key) => valueAt(metadata?.value, key));
  const placed = [
    ...points.map((file) => {
      return { file, count: file.value?.count, box: boundsOf(file.value?.locations ?? []), share: 0 };
    }),
    ...meshes.map((file) => {
      return { file, count: file.value?.triangles && 1, box: file.value ?? boundsOf([]), share: mostRemade };
    }),
  ];
  return placed.flatMap(({ file: { path, bounds }, count = 0, box, share }) => {
    if (bounds === null || count === 0) return [];
    const inAngstrom = (voxels: readonly number[]) => voxels.map((each) => each * spacing);
    const [corners, extent] = [inAngstrom([...box.lower, ...box.upper]), inAngstrom(bounds)];
    const slack = Math.max(mostMoved * spacing, share * Math.max(...extent));
    return { path, slack, spacing, corners, extent, key: `${identity} ${baseName(path)} ${count}` };
  });
}

/** The difference of places in voxels of the larger spacing that binning and its offset explain. */
const mostMoved = 2;
/** The same of meshes, as a share of the tomogram: each may be made anew, of what is seen at its spacing. */
const mostRemade = 0.1;

function otherPlaces({ voxelSpacings }: RunContext): ReportedIssue[] {
  const placed = voxelSpacings.flatMap(({ spacing, annotations }) =>
    annotations.flatMap((annotation) => placesOf(annotation, spacing)),
  );
  return repeatsOf(placed, ({ key }) => key).flatMap(({ item, first }) => {
    const most = Math.max(item.slack, first.slack);
    const areNear = (one: readonly number[], other: readonly number[]) =>
      one.every((length, axis) => Math.abs(length - (other[axis] ?? 0)) <= most);
    // Tomograms of another extent are of another part of the specimen.
    if (!areNear(item.extent, first.extent) || areNear(item.corners, first.corners)) return [];
    const [found, expected] = [item, first].map(
      ({ corners, spacing }) =>
        `${corners.map(Math.round).join(', ')} Å at ${spacing} Å (least and largest x, y, z)`,
    );
    return { path: item.path, ...issue(`not where it is in ${first.path}`, found, expected) };
  });
}

/** The largest plausible binning of a tilt series over its frames; more is a number in nm, or of another session. */
export const mostBinned = 8;

/** In pixels: resampled images are cut to whole, often even, sides. */
const cutSides = 2;

/**
 * Checks that the pixel spacing is a whole multiple of that of the frames, or the fraction that binning_from_frames
 * states or by which the images are smaller along both axes.
 */
export function pixelSpacingMultiple(value: JsonValue, { frames, volume }: TiltSeriesContext) {
  const spacing = numberAt(value, 'pixel_spacing');
  const frame = frameOfCommonSpacing(frames.frames)?.value?.pixelSpacing;
  if (spacing === null || frame == null || !(frame.x > 0)) return null;
  const ratio = spacing / frame.x;
  const whole = Math.min(Math.max(Math.round(ratio), 1), mostBinned);
  // Metadata have two decimals, headers three.
  if (Math.abs(spacing - whole * frame.x) <= 0.005 + 0.0005 * whole) return null;
  const stated = numberAt(value, 'binning_from_frames') ?? 0;
  const size = frameOfCommonSize(frames.frames)?.value;
  const [, ...sides] = agreedShape(volume) ?? [];
  const isResampledTo = (...cut: readonly number[]) =>
    sides.length > 0 && sides.every((side, axis) => Math.abs(side - (cut[axis] ?? 0) / ratio) <= cutSides);
  const isFraction =
    Math.abs(ratio - stated) <= 0.005 * ratio ||
    (size != null && (isResampledTo(size.height, size.width) || isResampledTo(size.width, size.height)));
  if (isFraction && ratio <= mostBinned) return null;
  const message = 'pixel_spacing is not a whole multiple of the frames’ pixel spacing';
  return issue(message, `${spacing} Å`, `a multiple of ${Number(frame.x.toFixed(4))} Å`);
}
