import { FormatError } from '../../base/errors.js';
import { rootPattern } from '../file-head.js';
import type { NamedText } from '../text.js';
import { warpTilts } from '../warp-tilts.js';
import { type AlignmentSection, inPlane } from './alignment-section.js';

const root = rootPattern('<TiltSeries');

/** Whether a text is the metadata that Warp writes for a tilt series. */
export function isWarpAlignment({ text }: NamedText): boolean {
  return root.test(text);
}

/**
 * Sections that Warp or M uses of a tilt series. Warp's image is Rz(AxisAngle) · Ry(−Angle − LevelAngleY) · Rx(LevelAngleX) ·
 * volume + AxisOffset − GridMovement in Å (GetPositionInAllTilts of WarpLib's TiltSeries.cs, with Euler of its Matrix3.cs): its
 * angles have the other sign than those of IMOD, AreTomo and RELION, so that −Angle − LevelAngleY is the tilt. Movements that
 * differ within an image are left out. Offsets are divided by `pixelSize`, else by the pixel size in the file, which is that
 * of Warp's CTF. Fails with a FormatError where neither is there.
 */
export function warpAlignment(
  file: NamedText,
  pixelSize: number | null,
): {
  readonly sections: readonly AlignmentSection[];
  readonly stackSections: number;
  readonly pixelSize: number | null;
} {
  const tilts = warpTilts(file);
  const unit = pixelSize ?? tilts.pixelSize;
  if (unit === null) {
    throw new FormatError('offsets in Å need a pixel size', {
      path: file.path,
      expected: 'PixelSize in <CTF>, or pixel_spacing of the tilt series',
      found: 'neither',
    });
  }
  const sections = tilts.angles
    .map((angle, zIndex) => ({
      zIndex,
      tiltAngle: 0 - angle - tilts.levelY,
      volumeXRotation: tilts.levelX,
      inPlaneRotation: inPlane(tilts.axisAngles[zIndex] ?? 0),
      xOffset: (tilts.offsetsX[zIndex] ?? 0) / unit,
      yOffset: (tilts.offsetsY[zIndex] ?? 0) / unit,
    }))
    .filter(({ zIndex }) => tilts.isUsed[zIndex] === true);
  return { sections, stackSections: tilts.angles.length, pixelSize: tilts.pixelSize };
}
