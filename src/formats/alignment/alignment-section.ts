import { FormatError } from '../../base/errors.js';
import { fields, type NamedText, parseFinite, splitLines } from '../text.js';

/**
 * How one section of a tilt series was aligned: `raw = inPlaneRotation · aligned + (xOffset, yOffset)`, in pixels
 * of the unbinned stack, both images with their origin in the centre. The aligned image is the projection along z of the volume
 * that is turned by Ry(tiltAngle) · Rx(volumeXRotation), both right-handed.
 */
export interface AlignmentSection {
  /** 0-based place in the tilt series, in stack order. */
  readonly zIndex: number;
  /** Degrees. */
  readonly tiltAngle: number;
  /** Degrees about X; 0 where the program has none. */
  readonly volumeXRotation: number;
  /** 2 × 2, row by row. */
  readonly inPlaneRotation: number[][];
  readonly xOffset: number;
  readonly yOffset: number;
}

/** The 2 × 2 rotation by an angle in degrees, row by row. */
export function inPlane(degrees: number): number[][] {
  const [cos, sin] = [Math.cos(degrees * (Math.PI / 180)), Math.sin(degrees * (Math.PI / 180))];
  return [
    [cos, -sin],
    [sin, cos],
  ];
}

/**
 * Angles in degrees of a `.rawtlt`, `.tlt`, `.xtilt` or `.tltx` file: one a line, one line a section. A second column, the
 * order of acquisition that AreTomo's -AngFile may have, is left out where all lines have it. Fails with a FormatError that
 * names the line when a line holds anything else, or when there is none.
 */
export function parseAngleList(file: NamedText): number[] {
  const lines = splitLines(file.text).filter((line) => line.trim() !== '');
  const hasOrder = lines.length > 0 && lines.every((line) => fields(line).length === 2);
  const row = hasOrder ? 'an angle in degrees and its order a line' : 'one angle in degrees a line';
  return parseNumberRows(file, hasOrder ? 2 : 1, row).map(([angle = 0]) => angle);
}

/**
 * A text of `columns` numbers a line, row by row. Blank lines may lead and trail. Fails with a FormatError that
 * names the line: a blank line between rows, another count of numbers, or anything that is not a finite number.
 */
export function parseNumberRows({ text, path }: NamedText, columns: number, row: string): number[][] {
  const lines = splitLines(text);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first === -1) throw new FormatError('no rows', { path, expected: row, found: 'an empty file' });
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(first, last + 1).map((line, index) => {
    const place = { path, line: first + index + 1 };
    const tokens = fields(line);
    if (tokens.length !== columns) {
      const found = tokens.length === 0 ? 'a blank line' : `${tokens.length} fields`;
      throw new FormatError('wrong number of fields', { ...place, expected: row, found });
    }
    return tokens.map((token) => {
      const value = parseFinite(token);
      if (value === null) {
        throw new FormatError('not a number', { ...place, expected: row, found: JSON.stringify(token) });
      }
      return value;
    });
  });
}
