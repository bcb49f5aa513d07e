import { fileError } from '../../base/errors.js';
import { headOfText, holdsColumns, starOutline } from '../file-head.js';
import { relionTilts } from '../relion-tilts.js';
import type { NamedText } from '../text.js';
import { isWarpXml, warpTilts } from '../warp-tilts.js';
import { type Alignment, inPlane } from './alignment-section.js';

/** True if a text is the XML metadata that Warp writes for a tilt series, or the `.tomostar` that it reads. */
export function isWarpAlignment({ text }: NamedText): boolean {
  const blocks = [...starOutline(headOfText(text)).values()];
  return isWarpXml(text) || blocks.some((block) => holdsColumns(block, ...tomostar));
}

const tomostar = ['wrpAngleTilt', 'wrpDose'] as const;

/**
 * Reads the sections of a tilt series that Warp or M uses. Warp's image is Rz(AxisAngle) · Ry(−Angle − LevelAngleY) ·
 * Rx(LevelAngleX) · volume + AxisOffset − GridMovement in Å (GetPositionInAllTilts of WarpLib's TiltSeries.cs, with
 * Euler of its Matrix3.cs). Its angles have the opposite sign of those of IMOD, AreTomo and RELION, so the tilt angle
 * is −Angle − LevelAngleY. Movements that vary within an image are ignored.
 *
 * A `.tomostar` has the same angles and offsets before Warp has changed them (constructor of TiltSeries.cs), but for
 * levels and movements. Offsets are divided by `pixelSize` (Å), or else by the pixel size of Warp's CTF in the file.
 * Fails with a FormatError if both are missing.
 */
export function warpAlignment(file: NamedText, pixelSize: number | null): Omit<Alignment, 'missing'> {
  const tilts = isWarpXml(file.text) ? warpTilts(file) : tomostarTilts(file);
  const hasOffsets = tilts.offsetsX.length > 0;
  const unit = pixelSize ?? tilts.pixelSize ?? (hasOffsets ? null : 1);
  if (unit === null) {
    const expected = 'PixelSize in <CTF>, or pixel_spacing of the tilt series';
    throw fileError('offsets in Å need a pixel size', file.path, expected, 'neither');
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

/** Reads the rows of a `.tomostar`, in the order of the sections; angles have the sign of those in Warp's XML. */
function tomostarTilts(file: NamedText): Omit<ReturnType<typeof warpTilts>, 'grid'> {
  const tilts = relionTilts([file], [tomostar], {});
  const column = (name: string) => tilts?.rows.flatMap(({ number }) => number(name) ?? []) ?? [];
  const angles = column('wrpAngleTilt');
  return {
    ...{ angles, levelX: 0, levelY: 0, isUsed: angles.map(() => true), pixelSize: null },
    axisAngles: column('wrpAxisAngle'),
    offsetsX: column('wrpAxisOffsetX'),
    offsetsY: column('wrpAxisOffsetY'),
  };
}
