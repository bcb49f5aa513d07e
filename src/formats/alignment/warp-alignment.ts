import { FormatError } from '../../base/errors.js';
import { rootPattern } from '../file-head.js';
import type { NamedText } from '../text.js';
import { warpTilts } from '../warp-tilts.js';
import { type AlignmentSection, inPlane } from './alignment-section.js';

const root = rootPattern('<TiltSeries');

/** True if a text is the XML metadata that Warp writes for a tilt series. */
export function isWarpAlignment({ text }: NamedText): boolean {
  return root.test(text);
}

/**
 * Reads the sections of a tilt series that Warp or M uses. Warp's image is Rz(AxisAngle) · Ry(−Angle − LevelAngleY) ·
 * Rx(LevelAngleX) · volume + AxisOffset − GridMovement in Å (GetPositionInAllTilts of WarpLib's TiltSeries.cs, with
 * Euler of its Matrix3.cs). Its angles have the opposite sign of those of IMOD, AreTomo and RELION, so the tilt angle
 * is −Angle − LevelAngleY. Movements that vary within an image are ignored.
 *
 * Offsets are divided by `pixelSize` (Å), or else by the pixel size of Warp's CTF in the file. Fails with a
 * FormatError if both are missing.
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
      // Not `-angle`, which is −0 for an untilted section.
      tiltAngle: 0 - angle - tilts.levelY,
      volumeXRotation: tilts.levelX,
      inPlaneRotation: inPlane(tilts.axisAngles[zIndex] ?? 0),
      xOffset: (tilts.offsetsX[zIndex] ?? 0) / unit,
      yOffset: (tilts.offsetsY[zIndex] ?? 0) / unit,
    }))
    .filter(({ zIndex }) => tilts.isUsed[zIndex] === true);
  return { sections, stackSections: tilts.angles.length, pixelSize: tilts.pixelSize };
}
