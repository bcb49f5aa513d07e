import { FormatError } from '../../errors/index.js';
import type { NamedText } from '../text/index.js';
import { warpTilts } from '../tilt-series/index.js';
import type { AlignmentSection } from './alignment-section.js';
import { inPlane } from './in-plane.js';

/** Whether a text is the metadata that Warp writes for a tilt series. */
export function isWarpAlignment({ text }: NamedText): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?<TiltSeries[\s>]/.test(text);
}

/**
 * Sections that Warp or M uses of a tilt series. Warp's image is Rz(AxisAngle) · tilted volume + AxisOffset in Å
 * (GetPositionsInOneAngle of WarpLib's TiltSeries.cs; its import of IMOD's transforms gives the same numbers as ours), divided
 * here by the pixel size in the file, else by `pixelSize`. Fails with a FormatError where neither is there.
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
  const unit = tilts.pixelSize ?? pixelSize;
  if (unit === null) {
    throw new FormatError('offsets in Å need a pixel size', {
      path: file.path,
      expected: 'PixelSize in <CTF>, or pixel_spacing of the tilt series',
      found: 'neither',
    });
  }
  const sections = tilts.angles
    .map((tiltAngle, zIndex) => ({
      zIndex,
      tiltAngle,
      volumeXRotation: 0,
      inPlaneRotation: inPlane(tilts.axisAngles[zIndex] ?? 0),
      xOffset: (tilts.offsetsX[zIndex] ?? 0) / unit,
      yOffset: (tilts.offsetsY[zIndex] ?? 0) / unit,
    }))
    .filter(({ zIndex }) => tilts.isUsed[zIndex] === true);
  return { sections, stackSections: tilts.angles.length, pixelSize: tilts.pixelSize };
}
