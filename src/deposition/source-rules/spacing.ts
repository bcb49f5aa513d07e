import { defined } from '../../base/collections.js';
import { acquisitionRules, finerThanPixels } from '../../tree/metadata/acquisition-faults.js';
import { isUnset } from '../../volume/volume.js';
import {
  type AlignmentFacts,
  contradictions,
  defineSourceRules,
  faultAt,
  type Place,
  type PointsFacts,
  placeOf,
  type SourceCheckResult,
  type SourceFault,
  type Stated,
  type TiltSeriesFacts,
  type TomogramFacts,
} from './rule.js';

interface SpacingStatement extends Stated<number> {
  /** Fraction of its value by which another statement of the same spacing may differ. */
  readonly within: number;
}

/** Tolerance of headers, which are single precision, and of people, who round to three digits. */
const rounding = 0.005;
/** Tolerance of mdoc and alignment: a microscope's nominal pixel spacing can be that far from the calibrated one. */
const calibration = 0.05;
/** Usual binnings; 0.5 is an upsampled image. */
const usualBinnings = [1, 2, 3, 4, 6, 8, 0.5];

/** Returns the known pixel spacings of a tilt series, the most trusted first. */
function pixelSpacings(facts: TiltSeriesFacts): SpacingStatement[] {
  const { stack, mdoc, alignment, pixelSpacing } = facts;
  const size = stack === null || isUnset(stack.value) ? null : stack.value.voxelSize;
  const header = stack && size && { ...stack, value: size.y, within: rounding };
  const { sections, globals } = mdoc?.value ?? { sections: [], globals: {} };
  const recorded = sections[0]?.PixelSpacing ?? globals.PixelSpacing ?? null;
  const reference = header?.value ?? pixelSpacing?.value ?? null;
  const binnings = binningsOf(facts);
  // An alignment may have been made with images of another binning.
  const ofAligned = [...usualBinnings, ...binnings];
  return [
    ...(header === null ? [] : [header]),
    ...(mdoc === null ? [] : binned(mdoc, recorded, binnings, reference)),
    ...(alignment === null ? [] : binned(alignment, alignment.value.pixelSize ?? null, ofAligned, reference)),
    ...(pixelSpacing === null ? [] : [{ ...pixelSpacing, within: rounding }]),
  ];
}

function isSameSpacing(a: SpacingStatement, b: SpacingStatement): boolean {
  return Math.abs(a.value - b.value) <= Math.max(a.within, b.within) * Math.max(a.value, b.value);
}

/**
 * Returns the binnings from recorded images to the stack that their sizes allow: the only one if it is whole or 0.5, else
 * the usual ones and the ratio, since Warp scales stacks to any pixel size.
 */
function binningsOf({ mdoc, stack }: TiltSeriesFacts): readonly number[] {
  const size = mdoc?.value.globals.ImageSize;
  if (size === undefined || stack === null) return usualBinnings;
  const [, y, x] = stack.value.shape;
  const ratio = Math.max(...size) / Math.max(x, y);
  const binning = ratio < 0.75 ? 0.5 : Math.round(ratio);
  if (Math.abs(ratio - binning) <= 0.02 * binning) return [binning];
  return ratio > 1 ? [...usualBinnings, Number(ratio.toFixed(2))] : usualBinnings;
}

/** Converts a spacing of recorded images to the stack's, by the binning that comes nearest to the reference. */
function binned(
  { path, line, by }: Place & { readonly by: string },
  recorded: number | null,
  binnings: readonly number[],
  reference: number | null,
): SpacingStatement[] {
  if (recorded === null || !(recorded > 0)) return [];
  const distance = (times: number) => Math.abs(recorded * times - (reference ?? recorded));
  const times = binnings.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  const how = times === 1 ? '' : `, ${recorded} Å × ${times}`;
  const stated = { by: `${by}${how}`, value: recorded * times, within: calibration };
  return [{ path, ...defined({ line }), ...stated }];
}

const fix =
  'Correct the value that is wrong, in the configuration or at the source; where both are meant, pass `--allow-mismatch spacing`.';

/** Rules on spacings: configuration, headers, mdoc, alignment and optics agree. */
export const spacingRules = defineSourceRules('source-spacing', 'spacing', [
  {
    code: 'SOURCE_PIXEL_SPACING_DIFFERS',
    title: 'Configuration, header, mdoc and alignment give a tilt series one pixel spacing',
    why: 'What the configuration says replaces what the header says: with a wrong number every distance measured in the tilt series is off. Images that are binned by a whole number, or as their sizes say, are taken into account, and 5 % of calibration for the mdoc.',
    fix,
    checks: {
      tiltseries: (facts) =>
        spacingFaults('pixel', pixelSpacings(facts), (path) => path !== facts.alignment?.path),
      alignment: ({ tiltSeries, alignment }: AlignmentFacts) =>
        tiltSeries && spacingFaults('pixel', pixelSpacings(tiltSeries), (path) => path === alignment?.path),
    },
  },
  {
    code: 'SOURCE_VOXEL_SPACING_DIFFERS',
    title: 'A tomogram’s header and metadata have the spacing of its voxel spacing',
    why: 'The tomogram is written with the spacing of its directory, whatever its header says; a wrong one scales every measurement.',
    fix,
    checks: { tomogram: (facts) => spacingFaults('voxel', voxelSpacings(facts)) },
  },
  {
    code: 'SOURCE_SPACING_FINER_THAN_PIXELS',
    ...acquisitionRules.finerThanPixels,
    checks: {
      tomogram({ directory, tiltSeries }) {
        const stated = (tiltSeries?.numbers ?? []).filter(({ quantity }) => quantity === 'pixel_spacing');
        // A rule of its own reports that configuration and header differ: the least of both counts.
        const least = Math.min(...stated.map(({ value }) => value));
        return faultAt(directory, finerThanPixels(directory.value, least));
      },
    },
  },
  {
    code: 'SOURCE_HEADER_SPACING_UNSET',
    severity: 'warning',
    title: 'Headers have a voxel size',
    why: 'Programs write 1 Å along every axis if they do not know the voxel size, and a size that is not a number above 0 says nothing: such a header does not confirm the spacing.',
    fix: 'Check the spacing in the configuration; no other source confirms it.',
    checks: {
      tiltseries: ({ stack, pixelSpacing }) => unset(stack, pixelSpacing),
      tomogram: ({ volume, directory }) => unset(volume, directory),
    },
  },
  {
    code: 'SOURCE_OPTICS_SPACING_DIFFERS',
    title: 'The pixel size of particles, times binning, is the voxel spacing',
    why: 'Coordinates in pixels of the tilt series are divided by `binning` to become voxels of the tomogram; with another pixel size they lie elsewhere.',
    fix: 'Set `binning` of the source to the voxel spacing divided by the pixel size of the particles; where both are meant, pass `--allow-mismatch spacing`.',
    checks: { points: opticsFault },
  },
]);

/** Yields a fault for each of some spacings that others contradict, of those in files that `isOwn` selects. */
function* spacingFaults(
  what: 'pixel' | 'voxel',
  statements: readonly SpacingStatement[],
  isOwn: (path: string) => boolean = () => true,
): Generator<SourceFault> {
  const reported = new Set<string>();
  for (const { wrong, right } of contradictions(statements, isSameSpacing)) {
    const place = wrong.path + wrong.keyPath;
    // Three axes of one header are one fault.
    if (!isOwn(wrong.path) || reported.has(place)) continue;
    reported.add(place);
    yield {
      ...placeOf(wrong),
      message: `the ${what} spacing of ${wrong.by} is not that of ${right.by}`,
      found: inAngstrom(wrong.value),
      expected: `${inAngstrom(right.value)}, as ${right.by} in ${right.path}${right.line ? `:${right.line}` : ''} says`,
    };
  }
}

/** Returns the known voxel spacings of a tomogram, the most trusted first. */
function voxelSpacings({ volume, directory, configured }: TomogramFacts): SpacingStatement[] {
  return [
    ...headerAxes(volume),
    ...(configured === null ? [] : [{ ...configured, within: rounding }]),
    { ...directory, within: rounding },
  ];
}

/** Returns one statement for a header whose axes agree, else one for each axis. */
function headerAxes(volume: TomogramFacts['volume']): SpacingStatement[] {
  const size = volume?.value.voxelSize ?? null;
  if (volume === null || size === null || isUnset(volume.value)) return [];
  const axes = [size.y, size.x, size.z].map((value) => ({ ...volume, value, within: rounding }));
  const [first, ...others] = axes;
  if (first !== undefined && others.every((axis) => isSameSpacing(axis, first))) return [first];
  return axes.map((axis, index) => ({ ...axis, by: `${axis.by} along ${'yxz'[index]}` }));
}

/** Reports a header without a voxel size, with the spacing that it should confirm. */
function unset(volume: TomogramFacts['volume'], declared: Stated<number> | null): SourceCheckResult {
  if (volume === null) return null;
  const { format, voxelSize } = volume.value;
  const isUnusable = voxelSize === null && format === 'mrc';
  if (!isUnusable && !isUnset(volume.value)) return null;
  if (!isUnusable && declared !== null && Math.abs(declared.value - 1) <= rounding) return null;
  return {
    ...placeOf(volume),
    message: isUnusable
      ? `${volume.by} has no usable voxel size, so that it does not confirm the spacing`
      : `${volume.by} gives 1 Å, as programs write that know no voxel size`,
    found: isUnusable ? 'a cell or sampling that is not a number above 0' : '1 Å',
    ...(declared === null ? {} : { expected: `${inAngstrom(declared.value)}, as ${declared.by} says` }),
  };
}

/** Differences up to 2 % are calibration. */
function opticsFault({ optics, spacing, file }: PointsFacts): SourceCheckResult {
  if (optics === null || spacing === null) return null;
  const { size, binning } = optics;
  const voxels = size * binning;
  if (Math.abs(voxels - spacing) <= 0.02 * spacing) return null;
  const message = 'the pixel size of the particles, times binning, is not the voxel spacing';
  const found = `${inAngstrom(size)} (${optics.column}) × ${binning} = ${inAngstrom(voxels)}`;
  const hint = `binning: ${Number((spacing / size).toFixed(4))} would make voxels of these coordinates`;
  return { ...placeOf(file), message, found, expected: `${inAngstrom(spacing)}, the voxel spacing`, hint };
}

function inAngstrom(value: number): string {
  return `${Number(value.toFixed(4))} Å`;
}
