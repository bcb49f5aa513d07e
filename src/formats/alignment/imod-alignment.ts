import { fileError } from '../../base/errors.js';
import { fields, type NamedText, splitLines } from '../text.js';
import { parseAngleList, parseNumberRows } from './alignment-section.js';

/** The files of an IMOD alignment that are read. */
interface ImodFiles {
  /** `.xf`: one transform `A11 A12 A21 A22 DX DY` a section. */
  readonly transforms: NamedText;
  /** `.tlt`: one angle, in degrees, a section. */
  readonly tiltAngles: NamedText;
  /** `.tltx` or `.xtilt`: one rotation about X, in degrees, a section. */
  readonly xTilts: NamedText | null;
  /** `tilt.com`, for its lists of excluded and included sections. */
  readonly tiltCommand: NamedText | null;
}

/**
 * Reads the sections of an IMOD alignment, without those that `tilt.com` excludes or does not include; the others keep
 * their index. `stackSections` is the number of transforms. IMOD's transform `aligned = A · raw + D` is inverted as a
 * rotation: `P = Aᵀ`, offset = −Aᵀ · D. Fails with a FormatError if files are malformed or differ in length.
 */
export function imodAlignment(files: ImodFiles) {
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
  const expected = `${sections} angles, one a row of ${transforms.path}`;
  const found = `${angles.length}`;
  throw fileError('the number of sections differs from the transforms', file.path, expected, found);
}

/** Limit of a section number: more than any tilt series has, so that a mistyped range does not fill the memory. */
export const mostSections = 100_000;

/**
 * Reads the section lists of an IMOD `tilt.com`, by 1-based numbers: all lines of `EXCLUDELIST2`, `EXCLUDELIST` or
 * `EXCLUDE`, and of `INCLUDE`, up to `DONE`; numbers and ranges are separated by commas or blanks. `included` is null if
 * all sections that are not excluded are used. As in PIP (ReadParamFile and PipReadNextLine of IMOD's
 * `parse_params.c`), a line may begin with blanks, have blanks and `=` before the list, and end with a comment after
 * `#`. Fails with a FormatError that names the line if an item is not a positive number or an ascending range.
 */
export function parseSectionLists({ text, path }: NamedText) {
  const excluded = new Set<number>();
  let included = null as Set<number> | null;
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
      const expected = 'section numbers from 1 or ascending ranges, e.g. 1,3-5';
      throw fileError('bad list of sections', { path, line }, expected, JSON.stringify(item));
    }
    for (let section = first; section <= last; section++) sections.add(section);
  }
}
