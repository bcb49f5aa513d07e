import { getOrMake } from '../base/collections.js';
import { fileError } from '../base/errors.js';
import { type ByteRange, ByteWindow } from './byte-window.js';
import { noPages, readDirectories, readTiffKind, type TiffDirectory, tag } from './tiff-directory.js';

const planarSeparate = 2;
/** Compressions of EER frames. */
const eer = { first: 65_000, last: 65_002 } as const;

/** Bytes of one read; directories lie far apart, between the pixels of their pages. */
const windowBytes = 2048;
/** The tag of EER with XML of the acquisition. */
const acquisitionMetadata = 65_001;
const longestMetadata = 1024 * 1024;

/**
 * Reads the page directories of a TIFF, BigTIFF or EER file, and nothing else. `pages` counts the final image of an EER
 * too; `eerFrames` are pages with EER's own compression; `declaredFrames` are those in the acquisition metadata of an
 * EER, null without them; `page` is the first frame, or else the first page: the others have its shape. Fails with a
 * FormatError that names the byte offset if the file is not a TIFF, a directory is truncated, malformed or repeated,
 * there is no page, or pages differ in shape.
 */
export async function readTiff(source: ByteRange, path: string) {
  const window = new ByteWindow(source, path, windowBytes);
  const kind = await readTiffKind(window);
  let [pages, eerFrames] = [0, 0];
  let described: TiffDirectory | null = null;
  /** The first page that is an EER frame, and the first other page. */
  const firsts = new Map<boolean, Awaited<ReturnType<typeof readPage>>>();
  for await (const directory of readDirectories(window, kind)) {
    pages += 1;
    const page = await readPage(directory, path);
    if (page.isEerFrame) eerFrames += 1;
    const { shape } = getOrMake(firsts, page.isEerFrame, () => page);
    if (page.shape.join() !== shape.join()) {
      const message = `page ${pages} has another shape than those before`;
      throw fileError(message, { path, offset: directory.offset }, shape.join(' × '), page.shape.join(' × '));
    }
    if (directory.has(acquisitionMetadata)) described ??= directory;
  }
  const page = firsts.get(true) ?? firsts.get(false);
  if (page === undefined) throw noPages(path);
  return {
    pages,
    eerFrames,
    page,
    declaredFrames: described === null ? null : await declaredFrames(described),
  };
}

async function declaredFrames(directory: TiffDirectory): Promise<number | null> {
  const view = await directory.bytes(acquisitionMetadata, longestMetadata, 'acquisition metadata');
  if (view === null) return null;
  const xml = new TextDecoder().decode(view);
  const [, frames] = /<item\s[^<>]{0,1000}name="numberOfFrames"[^<>]{0,1000}>\s*(\d+)\s*</.exec(xml) ?? [];
  return frames === undefined ? null : Number(frames);
}

/** Reads the header of a page. Fails with a FormatError if it has no width or length. */
async function readPage(directory: TiffDirectory, path: string) {
  const width = await directory.integer(tag.width, 0);
  const length = await directory.integer(tag.length, 0);
  if (width < 1 || length < 1) {
    const at = { path, offset: directory.offset };
    throw fileError('a TIFF page without a size', at, 'a width and a length above 0', `${width} × ${length}`);
  }
  const samples = await directory.integer(tag.samples, 1);
  const isSeparate = (await directory.integer(tag.planarConfiguration, 1)) === planarSeparate;
  const coloured = isSeparate ? [samples, length, width] : [length, width, samples];
  const compression = await directory.integer(tag.compression, 1);
  return {
    /** (y, x) of grey pages, (y, x, samples) or (samples, y, x) of others. */
    shape: samples === 1 ? [length, width] : coloured,
    bitsPerSample: await directory.integer(tag.bits, 1),
    /** Number of TIFF: 1 none, 5 LZW, 65000 to 65002 EER. */
    compression,
    isEerFrame: compression >= eer.first && compression <= eer.last,
    /** Number of TIFF: 1 unsigned, 2 signed, 3 floating point. */
    sampleFormat: await directory.integer(tag.sampleFormat, 1),
  };
}
