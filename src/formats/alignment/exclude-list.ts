import { FormatError } from '../../errors/index.js';
import { fields, type NamedText, splitLines } from '../text/index.js';

/** Beyond every tilt series; a longer range is a slip of the pen. */
const mostSections = 100_000;

/**
 * The 1-based section numbers that an IMOD `tilt.com` leaves out: its first `EXCLUDELIST2`, `EXCLUDELIST` or
 * `EXCLUDE` line, of numbers and ranges that commas or blanks separate. Empty when there is no such line. Fails
 * with a FormatError that names the line when an item is not a positive number or ascending range.
 */
export function parseExcludeList({ text, path }: NamedText): Set<number> {
  const excluded = new Set<number>();
  const lines = splitLines(text);
  const index = lines.findIndex((line) => /^EXCLUDE(?:LIST2?)?\s/.test(line));
  const items = (lines[index] ?? '')
    .replace(/^\w+/, '')
    .split('-')
    .map((part) => part.trim())
    .join('-')
    .replaceAll(',', ' ');
  for (const item of fields(items)) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(item) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (!(first >= 1 && last >= first && last <= mostSections)) {
      throw new FormatError('bad list of excluded sections', {
        path,
        line: index + 1,
        expected: 'section numbers from 1 or ascending ranges, e.g. 1,3-5',
        found: JSON.stringify(item),
      });
    }
    for (let section = first; section <= last; section++) excluded.add(section);
  }
  return excluded;
}
