import { parseAngleList } from '../../formats/alignment/index.js';
import { parseMdoc, subFrameName, tiltAxisAngle } from '../../formats/mdoc/index.js';
import { decodeText } from '../../formats/text/index.js';
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
    const { sections, titles } = parseMdoc(decodeText(bytes, file.path), file.path);
    return {
      tiltAxisAngle: tiltAxisAngle(titles),
      sections: sections.map(({ ZValue, TiltAngle, SubFramePath, NumSubFrames }) => ({
        zValue: ZValue ?? null,
        tiltAngle: TiltAngle ?? null,
        frameName: SubFramePath === undefined ? null : subFrameName(SubFramePath) || null,
        subFrames: NumSubFrames ?? null,
      })),
    };
  });
}
