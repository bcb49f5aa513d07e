import { FormatError } from '../../base/errors.js';
import { relionTilts } from '../relion-tilts.js';
import type { NamedText } from '../text.js';
import { type AlignmentSection, inPlane } from './alignment-section.js';

const tiltColumns = ['rlnTomoYTilt', 'rlnTomoZRot', 'rlnTomoXShiftAngst', 'rlnTomoYShiftAngst'] as const;
const pixelColumn = 'rlnTomoTiltSeriesPixelSize';

/** True if a STAR text lists aligned sections of a tilt series as RELION 5 writes them. */
export function isRelionAlignment(file: NamedText): boolean {
  return tiltColumns.every((name) => file.text.includes(`_${name}`));
}

/**
 * Reads the sections of a tilt series STAR of RELION 5. RELION projects with Rz(ZRot)·Ry(YTilt)·Rx(XTilt), then
 * shifts by Å (setProjectionMatrix of its `tomogram.cpp`), so ZRot and the shifts are those of the section. Shifts
 * are divided by `pixelSize` (Å), or else by the pixel size that a list of tilt series among `others` gives. Fails
 * with a FormatError if both are missing, or if the table is.
 */
export function relionAlignment(
  file: NamedText,
  others: readonly NamedText[],
  pixelSize: number | null,
): { readonly sections: readonly AlignmentSection[]; readonly pixelSize: number | null } {
  const tilts = relionTilts(file, ...tiltColumns);
  if (tilts === null) {
    throw new FormatError('not an aligned tilt series of RELION', {
      path: file.path,
      expected: `a table with ${tiltColumns.join(', ')}`,
      found: 'none',
    });
  }
  const listed = listedPixelSize(tilts.name, others);
  const unit = pixelSize ?? listed;
  if (unit === null) {
    throw new FormatError('shifts in Å need a pixel size', {
      path: file.path,
      expected: `pixel_spacing of the tilt series, or a file with ${pixelColumn}`,
      found: 'neither',
    });
  }
  const sections = tilts.rows
    .map((row) => {
      const [yTilt, zRot, xShift, yShift] = tiltColumns.map((name) => row.number(name) ?? 0) as [
        number,
        number,
        number,
        number,
      ];
      return {
        zIndex: row.zIndex,
        tiltAngle: yTilt,
        volumeXRotation: row.number('rlnTomoXTilt') ?? 0,
        inPlaneRotation: inPlane(zRot),
        xOffset: xShift / unit,
        yOffset: yShift / unit,
      };
    })
    .sort((a, b) => a.zIndex - b.zIndex);
  return { sections, pixelSize: listed };
}

/**
 * Returns the pixel size, in Å, of a tilt series in a `tilt_series.star` or `tomograms.star`; null if no file lists
 * it.
 */
function listedPixelSize(name: string, files: readonly NamedText[]): number | null {
  for (const file of files) {
    const list = relionTilts(file, 'rlnTomoName', pixelColumn);
    const size = list?.rows.find((row) => row.text('rlnTomoName') === name)?.number(pixelColumn) ?? null;
    if (size !== null && size > 0) return size;
  }
  return null;
}
