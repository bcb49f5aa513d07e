import { FormatError } from '../../base/errors.js';
import { fields, type NamedText, splitLines } from '../text.js';
import { type AlignmentSection, parseAngleList, parseNumberRows } from './alignment-section.js';

/** The files of an IMOD alignment that matter. */
interface ImodFiles {
  /** `.xf`: one transform `A11 A12 A21 A22 DX DY` a section. */
  readonly transforms: NamedText;
  /** `.tlt` */
  readonly tiltAngles: NamedText;
  /** `.tltx` or `.xtilt` */
  readonly xTilts: NamedText | null;
  /** `tilt.com`, for its lists of excluded and included sections. */
  readonly tiltCommand: NamedText | null;
}

/** Sections with how many the transforms are of. */
interface ImodAlignment {
  readonly sections: readonly AlignmentSection[];
  readonly stackSections: number;
}

/**
 * Sections of an IMOD alignment but those that `tilt.com` excludes or does not include; the others keep their index. IMOD's transform
 * `aligned = A · raw + D` is inverted as a rotation: `P = Aᵀ`, offset = −Aᵀ · D. Fails with a FormatError when a
 * file is malformed or the files differ in their number of sections.
 */
export function imodAlignment(files: ImodFiles): ImodAlignment {
  const transforms = parseNumberRows(files.transforms, 6, 'A11 A12 A21 A22 DX DY');
  const tiltAngles = anglesOf(files.tiltAngles, transforms.length, files.transforms);
  const xTilts = files.xTilts === null ? [] : anglesOf(files.xTilts, transforms.length, files.transforms);
  const lists = files.tiltCommand === null ? null : parseSectionLists(files.tiltCommand);
  const isUsed = (section: number) =>
    lists === null || (!lists.excluded.has(section) && (lists.included?.has(section) ?? true));
  const sections = transforms
    .map(([a11 = 1, a12 = 0, a21 = 0, a22 = 1, dx = 0, dy = 0], zIndex) => ({
      zIndex,
      tiltAngle: tiltAngles[zIndex] ?? 0,
      volumeXRotation: xTilts[zIndex] ?? 0,
      inPlaneRotation: [
        [a11, a21],
        [a12, a22],
      ],
      xOffset: -(a11 * dx + a21 * dy),
      yOffset: -(a12 * dx + a22 * dy),
    }))
    .filter(({ zIndex }) => isUsed(zIndex + 1));
  return { sections, stackSections: transforms.length };
}

function anglesOf(file: NamedText, sections: number, transforms: NamedText): number[] {
  const angles = parseAngleList(file);
  if (angles.length === sections) return angles;
  throw new FormatError('the number of sections differs from the transforms', {
    path: file.path,
    expected: `${sections} angles, one a row of ${transforms.path}`,
    found: `${angles.length}`,
  });
}

/** Beyond every tilt series; a longer range is a slip of the pen. */
const mostSections = 100_000;

/** The sections that IMOD's tilt uses, by their 1-based numbers. */
interface SectionLists {
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
