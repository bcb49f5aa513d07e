import type { Mdoc } from '../../formats/mdoc/index.js';
import type { VolumeHeader } from '../../volume/volume.js';
import type { TiltSeriesFacts } from './contexts.js';
import type { Place, Stated } from './statement.js';

/** A spacing in Å with what may be rounded off it. */
export interface SpacingStatement extends Stated<number> {
  /** Share of itself that another statement of the same spacing may differ by. */
  readonly within: number;
}

/** Headers are single precision, and people round to three digits. */
export const rounding = 0.005;
/** A microscope's nominal pixel spacing may be that far from a calibrated one. */
const calibration = 0.05;
/** By how much images are usually binned or upsampled. */
const usualBinnings = [1, 2, 3, 4, 6, 8, 0.5];

/** What is said of the pixel spacing of a tilt series, the most trusted first. */
export function pixelSpacings(facts: TiltSeriesFacts): SpacingStatement[] {
  const { stack, mdoc, alignment, pixelSpacing } = facts;
  const header = stack === null ? null : headerSpacing(stack);
  const reference = header?.value ?? pixelSpacing?.value ?? null;
  return [
    ...(header === null ? [] : [header]),
    ...(mdoc === null ? [] : binned(mdoc, recordedSpacing(mdoc.value), binningOf(facts), reference)),
    ...(alignment === null ? [] : binned(alignment, alignment.value.pixelSize ?? null, null, reference)),
    ...(pixelSpacing === null ? [] : [{ ...pixelSpacing, within: rounding }]),
  ];
}

/** Whether two statements are the same but for rounding. */
export function isSameSpacing(a: SpacingStatement, b: SpacingStatement): boolean {
  return Math.abs(a.value - b.value) <= Math.max(a.within, b.within) * Math.max(a.value, b.value);
}

/** Whether a header's voxel size is what programs write that know none: 1 Å along every axis. */
export function isUnset({ voxelSize }: VolumeHeader): boolean {
  return voxelSize !== null && voxelSize.x === 1 && voxelSize.y === 1;
}

function headerSpacing({ value, ...stated }: Stated<VolumeHeader>): SpacingStatement | null {
  if (value.voxelSize === null || isUnset(value)) return null;
  return { ...stated, value: value.voxelSize.y, within: rounding };
}

/** Å that the mdoc records for the images of the camera. */
function recordedSpacing({ sections, globals }: Mdoc): number | null {
  return sections[0]?.PixelSpacing ?? globals.PixelSpacing ?? null;
}

/** How often the recorded images were binned to the stack's, by their sizes; null where they are not a multiple. */
function binningOf({ mdoc, stack }: TiltSeriesFacts): number | null {
  const size = mdoc?.value.globals.ImageSize;
  if (size === undefined || stack === null) return null;
  const [, y, x] = stack.value.shape;
  const ratio = Math.max(...size) / Math.max(x, y);
  const binning = ratio < 0.75 ? 0.5 : Math.round(ratio);
  return Math.abs(ratio - binning) <= 0.02 * binning ? binning : null;
}

/** A spacing of the recorded images as that of the stack; by the nearest usual binning where none is known. */
function binned(
  { path, line, by }: Place & { readonly by: string },
  recorded: number | null,
  binning: number | null,
  reference: number | null,
): SpacingStatement[] {
  if (recorded === null || !(recorded > 0)) return [];
  const distance = (times: number) => Math.abs(recorded * times - (reference ?? recorded));
  const times = binning ?? usualBinnings.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  const how = times === 1 ? '' : `, ${recorded} Å × ${times}`;
  return [
    {
      path,
      ...(line === undefined ? {} : { line }),
      by: `${by}${how}`,
      value: recorded * times,
      within: calibration,
    },
  ];
}
