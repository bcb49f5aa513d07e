import { FormatError } from '../../errors/index.js';
import type { NamedText } from '../text/index.js';
import type { AlignmentSection } from './alignment-section.js';
import { parseAngleList } from './angle-list.js';
import { parseNumberRows } from './number-rows.js';
import { parseSectionLists } from './section-lists.js';

/** The files of an IMOD alignment that matter. */
export interface ImodFiles {
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
export interface ImodAlignment {
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
