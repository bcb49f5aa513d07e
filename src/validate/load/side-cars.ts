import {
  type AlignmentSection,
  holdsAlignment,
  parseAngleList,
  readAlignment,
} from '../../formats/alignment/index.js';
import { type CtfRow, parseCtf } from '../../formats/ctf/index.js';
import { parseMdoc, subFrameName, tiltAxisAngle } from '../../formats/mdoc/index.js';
import { decodeText, type NamedText } from '../../formats/text/index.js';
import type { Asset, Content, TreeReader } from '../../tree/index.js';
import type { AngleFile, Mdoc } from '../contexts/index.js';

const largest = 64 * 1024 * 1024;

/** A file of one angle a line. A file without any line is no failure here: a rule of its own tells it. */
export function loadAngles(reader: TreeReader, file: Asset): Promise<AngleFile> {
  return reader.content(file, largest, (bytes) => {
    const text = decodeText(bytes, file.path);
    return text.trim() === '' ? [] : parseAngleList({ text, path: file.path });
  });
}

/** An mdoc with what the rules look at. */
export function loadMdoc(reader: TreeReader, file: Asset): Promise<Content<Mdoc>> {
  return reader.content(file, largest, (bytes) => {
    const { globals, sections, titles } = parseMdoc(decodeText(bytes, file.path), file.path);
    return {
      tiltAxisAngle: tiltAxisAngle(titles),
      pixelSpacing: globals.PixelSpacing ?? null,
      voltage: globals.Voltage ?? null,
      sections: sections.map(
        ({ ZValue, TiltAngle, SubFramePath, NumSubFrames, ExposureTime, PixelSpacing }) => ({
          zValue: ZValue ?? null,
          tiltAngle: TiltAngle ?? null,
          frameName: SubFramePath === undefined ? null : subFrameName(SubFramePath) || null,
          subFrames: NumSubFrames ?? null,
          exposureTime: ExposureTime ?? null,
          pixelSpacing: PixelSpacing ?? null,
        }),
      ),
    };
  });
}

/** The rows of a CTF table; its name gives the format. */
export function loadCtf(reader: TreeReader, file: Asset): Promise<Content<readonly CtfRow[]>> {
  return reader.content(file, largest, (bytes) =>
    parseCtf(decodeText(bytes, file.path), file.variables.format ?? '', file.path),
  );
}

/** What else tells how the files of an alignment are to be read. */
interface AlignmentClaims {
  readonly format: string | null;
  /** Å of a pixel of the tilt series. */
  readonly pixelSize: number | null;
  /** Sections that the metadata describe. */
  readonly count: number;
}

/**
 * What the files of an alignment say of each section, in the format that its metadata name; the path is that of the first
 * of them. Null where none of the files tells.
 */
export async function loadAlignmentSections(
  reader: TreeReader,
  files: readonly Asset[],
  { format, pixelSize, count }: AlignmentClaims,
): Promise<Content<readonly AlignmentSection[]> | null> {
  const [first, ...others] = files.filter(({ path }) => holdsAlignment(path));
  if (first === undefined) return null;
  return reader.content(first, largest, async (bytes) => {
    const texts: NamedText[] = [{ path: first.path, text: decodeText(bytes, first.path) }];
    for (const { path } of others) {
      texts.push({ path, text: decodeText(await reader.get(path, largest), path) });
    }
    const read = (compatible: 'none' | 'portal') =>
      readAlignment(texts, format, { pixelSize, compatible }).sections;
    const sections = read('none');
    if (sections.length === count) return sections;
    // A tree that was made as the portal makes it keeps the sections that dual-axis commands exclude.
    const asPortal = read('portal');
    return asPortal.length === count ? asPortal : sections;
  });
}
