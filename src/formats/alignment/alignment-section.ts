import { fileError } from '../../base/errors.js';
import type { RunChoice } from '../relion-tilts.js';
import { fields, finiteNumber, type NamedText, parseInteger, splitLines } from '../text.js';

/**
 * The alignment of one section of a tilt series: `raw = inPlaneRotation · aligned + (xOffset, yOffset)`, in pixels of
 * the unbinned stack, both images with their origin in the centre. The aligned image is the projection along z of the
 * volume rotated by Ry(tiltAngle) · Rx(volumeXRotation), both right-handed.
 */
export interface AlignmentSection {
  /** 0-based index in the tilt series, in stack order. */
  readonly zIndex: number;
  /** Degrees. */
  readonly tiltAngle: number;
  /** Degrees about X; 0 if the program records none. */
  readonly volumeXRotation: number;
  /** 2 × 2 matrix, row by row. */
  readonly inPlaneRotation: number[][];
  readonly xOffset: number;
  readonly yOffset: number;
}

/** Parameters that IMOD's tilt adds to all sections of an alignment, by the key of the metadata that has them. */
export const tiltOffsets = { tilt_offset: 'OFFSET', x_rotation_offset: 'XAXISTILT', volume_offset: 'SHIFT' };

/** The alignment of a tilt series, as a set of files gives it. */
export interface Alignment {
  /** In ascending `zIndex`, without excluded and dark sections. */
  readonly sections: readonly AlignmentSection[];
  /** Reason why there are no sections, if required files are missing; else null. */
  readonly missing: string | null;
  /** Number of sections of the stack, excluded ones included; absent or null if the files do not state it. */
  readonly stackSections?: number | null;
  /** Pixel size of the tilt series in Å; absent or null if the files do not state it. */
  readonly pixelSize?: number | null;
  /** Width and height in pixels of the images that were aligned; absent or null if the files do not state it. */
  readonly imageSize?: readonly [number, number] | null;
  /** Values that commands of IMOD's tilt add to the sections, by the key of the metadata that may have them. */
  readonly added?: ReadonlyMap<string, string>;
  /** True if patches or local areas have alignments of their own; absent or null if the files do not say. */
  readonly isLocal?: boolean | null;
}

/** Facts that alignment files may lack. */
export interface AlignmentFacts extends RunChoice {
  /** Pixel size of the tilt series in Å; null or absent if unknown. */
  readonly pixelSize?: number | null;
  /** Width and height of the images of the tilt series in pixels; null or absent if unknown. */
  readonly imageSize?: readonly [number, number] | null;
  /** Recorded tilts of the sections of the stack in degrees, by which unnumbered rows of RELION are placed. */
  readonly stackTilts?: readonly number[] | null;
}

/** Returns the alignment of files that lack some. */
export function without(files: string): Alignment {
  return { sections: [], missing: `parameters of each section need ${files}` };
}

/** Returns the 2 × 2 matrix of a rotation in the image plane, row by row, from an angle in degrees. */
export function inPlane(degrees: number): number[][] {
  const [cos, sin] = [Math.cos(degrees * (Math.PI / 180)), Math.sin(degrees * (Math.PI / 180))];
  return [
    [cos, -sin],
    [sin, cos],
  ];
}

/** Returns the rotation of a section in its image plane, in degrees: the inverse of `inPlane`. */
export function inPlaneAngle({
  inPlaneRotation: [[cos = 1] = [], [sin = 0] = []],
}: Pick<AlignmentSection, 'inPlaneRotation'>): number {
  return (Math.atan2(sin, cos) * 180) / Math.PI;
}

/** Returns the first file with an ending; null without one. */
export function fileEnding(ending: string, texts: readonly NamedText[]): NamedText | null {
  return texts.find(({ path }) => path.endsWith(ending)) ?? null;
}

/** A row of a list of angles, by its columns. */
const angleRows = {
  1: 'one angle in degrees a line',
  2: 'an angle in degrees and its order a line',
  3: 'an angle in degrees, its order and its dose a line',
};

/**
 * Reads the angles, in degrees, of a `.rawtlt`, `.tlt`, `.xtilt` or `.tltx` file: one line a section. What every line
 * has beside the angle is ignored: the order of acquisition that AreTomo's -AngFile may have, and the dose in e/Å²
 * after it in the `_TLT.txt` of AreTomo3 (`mSaveTiltFile` of its CTsPackage.cpp). Fails with a FormatError that names
 * the line if a line holds anything else, or if there are no lines.
 */
export function parseAngleList(file: NamedText): number[] {
  const lines = splitLines(file.text).flatMap((line) => (line.trim() === '' ? [] : [fields(line)]));
  const isOrdered = lines.every(([, order = '']) => parseInteger(order) !== null);
  const isEach = (columns: number) => lines.length > 0 && lines.every(({ length }) => length === columns);
  const columns = ([2, 3] as const).find((count) => isEach(count) && (count === 2 || isOrdered)) ?? 1;
  return parseNumberRows(file, columns, angleRows[columns]).map(([angle = 0]) => angle);
}

/**
 * Reads a text of `columns` numbers a line, row by row; blank lines may lead and trail. `row` describes a row in
 * messages. Fails with a FormatError that names the line for a blank line between rows, another number of fields, or
 * a field that is not a finite number.
 */
export function parseNumberRows({ text, path }: NamedText, columns: number, row: string): number[][] {
  const lines = splitLines(text);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first === -1) throw fileError('no rows', path, row, 'an empty file');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(first, last + 1).map((line, index) => {
    const location = { path, line: first + index + 1 };
    const tokens = fields(line);
    if (tokens.length !== columns) {
      const found = tokens.length === 0 ? 'a blank line' : `${tokens.length} fields`;
      throw fileError('wrong number of fields', location, row, found);
    }
    return tokens.map((token) => finiteNumber(token, { ...location, expected: row }));
  });
}
