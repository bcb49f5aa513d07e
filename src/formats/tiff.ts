// The structure of TIFF 6.0 and BigTIFF files: a header, and a chain of page directories with tags.
import { getOrMake } from '../base/collections.js';
import { FormatError, fileError } from '../base/errors.js';
import { type ByteRange, ByteWindow } from './byte-window.js';

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

/** The header of a TIFF, which decides how everything else is read. */
interface TiffKind {
  readonly littleEndian: boolean;
  /** True for BigTIFF: 64-bit offsets. */
  readonly isBig: boolean;
  /** Byte offset of the first directory. */
  readonly firstDirectory: number;
}

const versions = { classic: 42, big: 43 } as const;

/** Tags of TIFF 6.0, sections 8, 14 and 15, and of Adobe's technical note 1 (predictor 3). */
export const tag = {
  ...{ subfileType: 254, width: 256, length: 257, bits: 258, compression: 259, description: 270 },
  ...{ stripOffsets: 273, samples: 277, rowsPerStrip: 278, stripBytes: 279, planarConfiguration: 284 },
  ...{ xResolution: 282, yResolution: 283, resolutionUnit: 296, predictor: 317, sampleFormat: 339 },
  ...{ tileWidth: 322, tileLength: 323, tileOffsets: 324, tileBytes: 325 },
} as const;

/** Reads the header of a TIFF or BigTIFF. Fails with a FormatError if the file is neither. */
export async function readTiffKind(window: ByteWindow): Promise<TiffKind> {
  const { path, size } = window;
  const found = size < 8 ? `a file of ${size} bytes` : 'other bytes';
  const notTiff = fileError('not a TIFF file', { path, offset: 0 }, 'II or MM and a version', found);
  if (size < 8) throw notTiff;
  const head = await window.at(0, 8, 'the TIFF header');
  const order = head.getUint16(0);
  const littleEndian = order === 0x4949;
  if (!littleEndian && order !== 0x4d4d) throw notTiff;
  const version = head.getUint16(2, littleEndian);
  if (version === versions.classic) {
    return { littleEndian, isBig: false, firstDirectory: head.getUint32(4, littleEndian) };
  }
  if (version !== versions.big) throw notTiff;
  const offsetBytes = head.getUint16(4, littleEndian);
  if (offsetBytes !== 8) {
    const at = { path, offset: 4 };
    throw fileError('a BigTIFF of an unknown kind', at, '8 bytes an offset', `${offsetBytes}`);
  }
  const first = (await window.at(8, 8, 'the offset of the first page')).getBigUint64(0, littleEndian);
  return { littleEndian, isBig: true, firstDirectory: Number(first) };
}

/** The location of a tag's values in the file. */
interface TiffValues {
  readonly type: number;
  readonly count: number;
  readonly offset: number;
}

/** Types of integers from 0. */
const integerTypes: ReadonlySet<number> = new Set([1, 3, 4, 16]);

/** The directory of a page. Values of tags are read when they are asked for. */
export class TiffDirectory {
  constructor(
    private readonly window: ByteWindow,
    private readonly littleEndian: boolean,
    readonly offset: number,
    private readonly tags: ReadonlyMap<number, TiffValues>,
  ) {}

  has(tag: number): boolean {
    return this.tags.has(tag);
  }

  /** Returns the first value of an integer tag; `absent` if the tag is missing or of another type. */
  async integer(tag: number, absent: number): Promise<number> {
    const values = this.tags.get(tag);
    if (values === undefined || values.count < 1 || !integerTypes.has(values.type)) return absent;
    return (await this.#integers({ ...values, count: 1 }, 'a tag value'))[0] ?? absent;
  }

  /** Returns all values of an integer tag, empty if it is missing. Fails with a FormatError for more than `most`. */
  async integers(tag: number, most: number): Promise<number[]> {
    const values = this.tags.get(tag);
    if (values === undefined) return [];
    const { offset, count } = values;
    if (count <= most) return this.#integers(values, 'values of a tag');
    const expected = `at most ${most} values`;
    const found = `${count}`;
    throw fileError('a TIFF tag with too many values', { path: this.window.path, offset }, expected, found);
  }

  async #integers({ type, count, offset }: TiffValues, what: string): Promise<number[]> {
    const bytes = typeBytes.get(type);
    if (bytes === undefined) return [];
    const view = await this.window.at(offset, count * bytes, what);
    return Array.from({ length: count }, (_, index) => {
      const at = index * bytes;
      if (bytes === 8) return Number(view.getBigUint64(at, this.littleEndian));
      if (bytes === 4) return view.getUint32(at, this.littleEndian);
      return bytes === 2 ? view.getUint16(at, this.littleEndian) : view.getUint8(at);
    });
  }

  /** Returns the first rational number of a tag; NaN if there is none. */
  async rational(tag: number): Promise<number> {
    const values = this.tags.get(tag);
    if (values?.type !== 5 || values.count < 1) return Number.NaN;
    const view = await this.window.at(values.offset, 8, 'a resolution');
    return view.getUint32(0, this.littleEndian) / view.getUint32(4, this.littleEndian);
  }

  /** Returns the bytes of a tag, which `what` names; null if it is missing or has more than `most`. */
  async bytes(tag: number, most: number, what: string): Promise<DataView | null> {
    const values = this.tags.get(tag);
    return values === undefined || values.count > most
      ? null
      : this.window.at(values.offset, values.count, what);
  }
}

/** Yields the directories of pages. Fails with a FormatError at the offset of a malformed or repeated one. */
export async function* readDirectories(window: ByteWindow, kind: TiffKind): AsyncGenerator<TiffDirectory> {
  const visited = new Set<number>();
  for (let offset = kind.firstDirectory; offset !== 0; ) {
    if (visited.has(offset)) {
      const found = `page ${visited.size + 1} leads back`;
      throw new FormatError('the pages of the TIFF form a loop', { path: window.path, offset, found });
    }
    visited.add(offset);
    const { directory, next } = await readDirectory(window, kind, offset);
    yield directory;
    offset = next;
  }
}

export function noPages(path: string): FormatError {
  return fileError('a TIFF without pages', { path, offset: 4 }, 'at least one page', 'none');
}

/** Limit of tags in a directory, as a guard against damaged files. */
const mostTags = 4096;

/** Bytes of a value by its type (TIFF 6.0, section 2; 16 to 18 are of BigTIFF). */
const typeBytes: ReadonlyMap<number, number> = new Map([
  ...[1, 2, 6, 7].map((type) => [type, 1] as const),
  ...[3, 8].map((type) => [type, 2] as const),
  ...[4, 9, 11, 13].map((type) => [type, 4] as const),
  ...[5, 10, 12, 16, 17, 18].map((type) => [type, 8] as const),
]);

/** Reads a directory and the offset of the next, 0 after the last. Fails with a FormatError at its byte offset. */
async function readDirectory(window: ByteWindow, { littleEndian, isBig }: TiffKind, offset: number) {
  const layout = isBig
    ? { count: 8, tag: 20, value: 12, inline: 8 }
    : { count: 2, tag: 12, value: 8, inline: 4 };
  const head = await window.at(offset, layout.count, 'a page directory');
  const count = isBig ? Number(head.getBigUint64(0, littleEndian)) : head.getUint16(0, littleEndian);
  if (count < 1 || count > mostTags) {
    const at = { path: window.path, offset };
    throw fileError('not a TIFF page directory', at, `1 to ${mostTags} tags`, `${count}`);
  }
  const start = offset + layout.count;
  const bytes = count * layout.tag + layout.inline;
  const view = await window.at(start, bytes, 'a page directory');
  const word = (at: number) =>
    isBig ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
  const tags = new Map<number, TiffValues>();
  for (let index = 0; index < count; index++) {
    const at = index * layout.tag;
    const type = view.getUint16(at + 2, littleEndian);
    const valueCount = word(at + 4);
    const isInline = valueCount * (typeBytes.get(type) ?? Number.POSITIVE_INFINITY) <= layout.inline;
    const valueOffset = isInline ? start + at + layout.value : word(at + layout.value);
    tags.set(view.getUint16(at, littleEndian), { type, count: valueCount, offset: valueOffset });
  }
  const directory = new TiffDirectory(window, littleEndian, offset, tags);
  return { directory, next: word(count * layout.tag) };
}
