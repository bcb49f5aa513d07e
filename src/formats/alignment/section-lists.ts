import { FormatError } from '../../errors/index.js';
import { fields, type NamedText, splitLines } from '../text/index.js';

/** Beyond every tilt series; a longer range is a slip of the pen. */
const mostSections = 100_000;

/** The sections that IMOD's tilt uses, by their 1-based numbers. */
export interface SectionLists {
  readonly excluded: ReadonlySet<number>;
  /** Null: all that are not excluded. */
  readonly included: ReadonlySet<number> | null;
}

/**
 * The lists of sections of an IMOD `tilt.com`: all lines of `EXCLUDELIST2`, `EXCLUDELIST` or `EXCLUDE`, and of `INCLUDE`, up to `DONE`, of
 * numbers and ranges that commas or blanks separate. As PIP reads them (ReadParamFile and PipReadNextLine of IMOD's
 * `parse_params.c`), blanks may come first, blanks and `=` before the list, and a comment with `#` behind it. Fails with a
 * FormatError that names the line when an item is not a positive number or ascending range.
 */
export function parseSectionLists({ text, path }: NamedText): SectionLists {
  const excluded = new Set<number>();
  let included: Set<number> | null = null;
  for (const [index, full] of splitLines(text).entries()) {
    const line = (full.split('#', 1)[0] ?? '').trim();
    const name = (/^[A-Z\d]+(?=[ \t=]|$)/i.exec(line)?.[0] ?? '').toUpperCase();
    if (name === 'DONE') break;
    const isExcluding = /^EXCLUDE(?:LIST2?)?$/.test(name);
    if (!isExcluding && name !== 'INCLUDE') continue;
    if (!isExcluding) included ??= new Set();
    const sections = isExcluding ? excluded : (included ?? excluded);
    const list = line.slice(name.length).trimStart();
    addSections(sections, list.startsWith('=') ? list.slice(1) : list, path, index + 1);
  }
  return { excluded, included };
}

function addSections(sections: Set<number>, list: string, path: string, line: number): void {
  const items = list
    .split('-')
    .map((part) => part.trim())
    .join('-')
    .replaceAll(',', ' ');
  for (const item of fields(items)) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(item) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (!(first >= 1 && last >= first && last <= mostSections)) {
      throw new FormatError('bad list of sections', {
        path,
        line,
        expected: 'section numbers from 1 or ascending ranges, e.g. 1,3-5',
        found: JSON.stringify(item),
      });
    }
    for (let section = first; section <= last; section++) sections.add(section);
  }
}
