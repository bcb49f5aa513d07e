import { FormatError } from '../../errors/index.js';
import { fields, type NamedText, parseFinite, splitLines } from '../text/index.js';

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
