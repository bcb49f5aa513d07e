import type { NamedText } from '../text/index.js';
import { parseNumberRows } from './number-rows.js';

/**
 * Angles in degrees of a `.rawtlt`, `.tlt`, `.xtilt` or `.tltx` file: one a line, one line a section. Fails with a
 * FormatError that names the line when a line holds anything else, or when there is none.
 */
export function parseAngleList(file: NamedText): number[] {
  return parseNumberRows(file, 1, 'one angle in degrees a line').flat();
}
