import { fileError } from '../../base/errors.js';
import { fields, type NamedText, splitLines } from '../text.js';
import {
  type Alignment,
  type AlignmentFacts,
  fileEnding,
  parseAngleList,
  parseNumberRows,
  tiltOffsets,
  without,
} from './alignment-section.js';

/**
 * Reads the sections of an IMOD alignment, without those that `tilt.com` excludes or does not include; the others keep
 * their index. `stackSections` is the number of transforms. IMOD's transform `aligned = A · raw + D` is inverted as a
 * rotation: `P = Aᵀ`, offset = −Aᵀ · D. Fails with a FormatError if files are malformed or differ in length.
 */
export function readImod(
  texts: readonly NamedText[],
  { compatible, imageSize = null }: AlignmentFacts,
): Alignment {
  // One transform `A11 A12 A21 A22 DX DY` a section.
  const transformFile = fileEnding('.xf', texts);
  // One angle, in degrees, a section.
  const tiltFile = fileEnding('.tlt', texts);
  if (transformFile === null || tiltFile === null) return without('an .xf and a .tlt file');
  // One rotation about X, in degrees, a section.
  const xTiltFile = fileEnding('.tltx', texts) ?? fileEnding('.xtilt', texts);
  const tiltCommand =
    fileEnding('tilt.com', texts) ?? (compatible === 'portal' ? null : ofAxis(texts, transformFile));
  const transforms = parseNumberRows(transformFile, 6, 'A11 A12 A21 A22 DX DY');
  const anglesOf = (file: NamedText) => {
    const angles = parseAngleList(file);
    if (angles.length === transforms.length) return angles;
    const expected = `${transforms.length} angles, one a row of ${transformFile.path}`;
    const found = `${angles.length}`;
    throw fileError('the number of sections differs from the transforms', file.path, expected, found);
  };
  const tiltAngles = anglesOf(tiltFile);
  const xTilts = xTiltFile === null ? [] : anglesOf(xTiltFile);
  const lists = tiltCommand === null ? null : parseSectionLists(tiltCommand);
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
  // Tilt takes local alignments from the file that `LOCALFILE` names (manual page of IMOD's tilt).
  const isLocal = tiltCommand === null ? null : /^\s*LOCALFILE\b/im.test(tiltCommand.text);
  const command = tiltCommand?.text ?? '';
  return {
    ...{ sections, missing: null, stackSections: transforms.length, isLocal },
    imageSize: fullImage(command, imageSize),
    added: addedBy(command),
  };
}

/** Returns what a `tilt.com` adds to angles and volume, as it is written. */
function addedBy(command: string): ReadonlyMap<string, string> {
  const found = Object.entries(tiltOffsets).map(([key, parameter]) => {
    const line = new RegExp(`^[ \\t]*(${parameter}[ \\t=][^#\\r\\n]*)`, 'im').exec(command)?.[1] ?? '';
    return [key, line.trim()] as const;
  });
  return new Map(found.filter(([, line]) => /[1-9]/.test(line)));
}

/**
 * Returns the size of the unbinned images in a `tilt.com`; null without one. Its images may be turned by 90°, with their
 * tilt axis: then width and height are exchanged, so that the longer edge is that of the tilt series.
 */
function fullImage(command: string, own: readonly [number, number] | null): readonly [number, number] | null {
  const [, width, height] = /^[ \t]*FULLIMAGE[ \t=]+(\d+)[ \t,]+(\d+)/im.exec(command) ?? [];
  if (width === undefined || height === undefined) return null;
  const [x, y] = [Number(width), Number(height)];
  return own !== null && (own[0] - own[1]) * (x - y) < 0 ? [y, x] : [x, y];
}

/**
 * Returns `tilta.com` or `tiltb.com` of a dual-axis series: that of the axis that the transforms are named after,
 * else the only one. Fails with a FormatError if both exist and the transforms name no axis.
 */
function ofAxis(texts: readonly NamedText[], transforms: NamedText): NamedText | null {
  const [a, b] = [fileEnding('tilta.com', texts), fileEnding('tiltb.com', texts)];
  if (a === null || b === null) return a ?? b;
  const axis = /([ab])(?:_st)?\.xf$/.exec(transforms.path)?.[1];
  if (axis !== undefined) return axis === 'a' ? a : b;
  const expected = 'the commands of one axis, or transforms named after theirs (…a.xf, …b.xf)';
  throw fileError('two axes and one set of transforms', transforms.path, expected, `${a.path} and ${b.path}`);
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
