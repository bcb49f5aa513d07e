import { parseFinite } from '../text/index.js';

export const micrographColumn = 'rlnMicrographPixelSize';
export const imageColumn = 'rlnImagePixelSize';
export const detectorColumn = 'rlnDetectorPixelSize';
export const magnificationColumn = 'rlnMagnification';

const angstromPerMicron = 10_000;

/** Å of a pixel by the pixel of the detector (µm) and the magnification, as RELION has it; null where one is no number above 0. */
export function detectorPixelSize(cell: (column: string) => string): number | null {
  const [detector, magnification] = [
    parseFinite(cell(detectorColumn)),
    parseFinite(cell(magnificationColumn)),
  ];
  if (detector === null || magnification === null || !(detector > 0 && magnification > 0)) return null;
  return (detector * angstromPerMicron) / magnification;
}

/** Å of a pixel that a row itself states; null where it states none. */
export function statedPixelSize(cell: (column: string) => string): number | null {
  const image = parseFinite(cell(imageColumn));
  return image !== null && image > 0 ? image : detectorPixelSize(cell);
}
