import { median } from '../base/collections.js';
import { FormatError } from '../base/errors.js';
import { inPlaneAngle, parseAngleList, parseNumberRows } from '../formats/alignment/alignment-section.js';
import { parseSectionLists } from '../formats/alignment/imod-alignment.js';
import { readAlignment } from '../formats/alignment/read-alignment.js';
import { parseCtf } from '../formats/ctf/ctf-formats.js';
import { parseMdoc } from '../formats/mdoc.js';
import { subFrameName, tiltAxisAngle } from '../formats/mdoc-sections.js';
import { starTables } from '../formats/star.js';
import type { NamedText } from '../formats/text.js';
import type { InspectedFile } from './inspected-file.js';
import type {
  AlignmentFacts,
  AngleRange,
  AnglesFacts,
  CtfFacts,
  MdocFacts,
  TransformsFacts,
} from './inspection.js';

/** Rows that are shown. */
const shown = 5;
/** Columns of an .xf file: a 2×2 matrix and a shift in pixels. */
const transformColumns = ['A11', 'A12', 'A21', 'A22', 'DX', 'DY'];

/** Reads a list of tilt angles (degrees). Fails with a FormatError that names the line. */
export async function inspectAngles(file: InspectedFile): Promise<AnglesFacts> {
  const angles = parseAngleList(await file.text());
  return { kind: 'angles', sections: angles.length, angles, range: angleRange(angles) };
}

/** Reads an mdoc of a tilt series or movie. Fails with a FormatError that names the line. */
export async function inspectMdoc(file: InspectedFile): Promise<MdocFacts> {
  const { text, path } = await file.text();
  const { globals, titles, sections } = parseMdoc(text, path);
  const angles = sections.flatMap(({ TiltAngle }) => TiltAngle ?? []);
  const doses = sections.flatMap(({ ExposureDose }) => ExposureDose ?? []);
  const [first] = sections;
  return {
    kind: 'mdoc',
    sections: sections.length,
    angles,
    range: angleRange(angles),
    pixelSize: globals.PixelSpacing ?? first?.PixelSpacing ?? null,
    imageSize: globals.ImageSize ?? null,
    voltage: globals.Voltage ?? first?.Voltage ?? null,
    tiltAxis: tiltAxisAngle(titles),
    totalDose: doses.length < sections.length ? null : doses.reduce((sum, dose) => sum + dose, 0),
    titles,
    rows: sections.map(({ ZValue, TiltAngle, ExposureDose, SubFramePath }, index) => ({
      section: ZValue ?? index,
      angle: TiltAngle ?? null,
      dose: ExposureDose ?? null,
      subFrame: SubFramePath === undefined ? null : subFrameName(SubFramePath),
    })),
  };
}

/** Reads the transforms of IMOD (.xf). Fails with a FormatError that names the line. */
export async function inspectTransforms(file: InspectedFile): Promise<TransformsFacts> {
  const rows = parseNumberRows(await file.text(), transformColumns.length, transformColumns.join(' '));
  return { kind: 'transforms', sections: rows.length, columns: transformColumns, rows: rows.slice(0, shown) };
}

/** Reads an alignment of one file, or the sections that a command file of IMOD excludes. Fails with a FormatError. */
export async function inspectAlignment(file: InspectedFile): Promise<AlignmentFacts> {
  const text = await file.text();
  const { format } = file.sniffed;
  if (format === 'IMOD') {
    const { excluded, included } = parseSectionLists(text);
    const lists = { excluded: [...excluded], ...(included === null ? {} : { included: [...included] }) };
    return { kind: 'alignment', sections: 0, angles: [], range: null, rows: [], ...lists };
  }
  // Shifts of RELION and Warp are in Å, and the file has no pixel size. Any pixel size gives the right angles, and
  // so does any size of images; the shifts are not shown.
  const hasPixels = format !== 'RELION' && format !== 'WARP';
  const tomograms = format === 'RELION' ? tiltSeriesIn(text) : [];
  const unknown = { pixelSize: 1, imageSize: [0, 0] } as const;
  const { sections, missing } = readAlignment([text], format, { ...unknown, run: tomograms[0] ?? null });
  if (missing !== null)
    throw new FormatError('not a whole alignment', { path: file.path, expected: missing });
  const angles = sections.map(({ tiltAngle }) => tiltAngle);
  return {
    kind: 'alignment',
    ...(tomograms.length > 1 ? { tomograms } : {}),
    sections: sections.length,
    angles,
    range: angleRange(angles),
    rows: sections.slice(0, shown).map((section) => ({
      section: section.zIndex,
      angle: section.tiltAngle,
      rotation: inPlaneAngle(section),
      shift: hasPixels ? [section.xOffset, section.yOffset] : null,
    })),
  };
}

/** Reads a CTF table. Fails with a FormatError that names the line. */
export async function inspectCtf(file: InspectedFile): Promise<CtfFacts> {
  const { text, path } = await file.text();
  const tomograms = /^\s*data_/m.test(text) ? tiltSeriesIn({ text, path }) : [];
  const rows = parseCtf(text, file.sniffed.format, path, { run: tomograms[0] ?? null });
  const all = rows.flatMap(({ defocus1, defocus2 }) => [defocus1, defocus2]).sort((a, b) => a - b);
  const [least, greatest] = [all[0], all.at(-1)];
  return {
    kind: 'ctf',
    ...(tomograms.length > 1 ? { tomograms } : {}),
    sections: rows.length,
    defocus: least === undefined || greatest === undefined ? null : [least, greatest],
    rows: rows.slice(0, shown),
  };
}

/** Returns the names of the blocks of a STAR text that have one row a section. */
function tiltSeriesIn(file: NamedText): string[] {
  const columns = ['rlnDefocusU', 'rlnTomoYTilt', 'rlnTomoProjX'];
  const tables = starTables(file).filter((table) => columns.some((name) => table.columns.includes(name)));
  return tables.map(({ block }) => block);
}

/** Returns the range of angles in degrees and their median step; null without angles. */
function angleRange(angles: readonly number[]): AngleRange | null {
  const sorted = [...angles].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return null;
  const steps = sorted.slice(1).map((angle, at) => angle - (sorted[at] ?? 0));
  return { min, max, step: median(steps) };
}
