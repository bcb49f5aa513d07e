import { fields, type NamedText, splitLines } from '../text/index.js';
import { parseNumberRows } from './number-rows.js';

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
