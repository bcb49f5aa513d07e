import { type MdocSection, parseMdoc, subFrameName, tiltAxisAngle } from '../../formats/mdoc/index.js';
import type { InspectedFile } from '../inspected-file.js';
import { angleRange } from './angle-range.js';
import type { MdocFacts, MdocRow } from './series-facts.js';

/** What an mdoc says of its tilt series or movie. Fails with a FormatError that names the line. */
export async function inspectMdoc(file: InspectedFile): Promise<MdocFacts> {
  const { text, path } = await file.text();
  const { globals, titles, sections } = parseMdoc(text, path);
  const angles = sections.flatMap(({ TiltAngle }) => TiltAngle ?? []);
  const doses = sections.map(({ ExposureDose }) => ExposureDose ?? null);
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
    totalDose: doses.reduce<number | null>(
      (sum, dose) => (sum === null || dose === null ? null : sum + dose),
      0,
    ),
    titles,
    rows: sections.map(rowOf),
  };
}

function rowOf(section: MdocSection, index: number): MdocRow {
  const { ZValue, TiltAngle, ExposureDose, SubFramePath } = section;
  return {
    section: ZValue ?? index,
    angle: TiltAngle ?? null,
    dose: ExposureDose ?? null,
    subFrame: SubFramePath === undefined ? null : subFrameName(SubFramePath),
  };
}
