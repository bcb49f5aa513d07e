import { FormatError, fileError, UnsupportedError } from '../base/errors.js';
import { type ByteRange, ByteWindow } from './byte-window.js';
import { angstromsIn } from './length-units.js';
import { latin1 } from './text.js';
import { noPages, readDirectories, readTiffKind, type TiffDirectory, tag } from './tiff.js';

/** A strip or tile as stored, and its position in the page, in pixels; a tile may reach beyond the page. */
export interface TiffBlock {
  readonly offset: number;
  readonly bytes: number;
  readonly y: number;
  readonly x: number;
  readonly rows: number;
  readonly columns: number;
}

/** A TIFF or BigTIFF whose pages are the sections of a volume. */
export type TiffStack = Awaited<ReturnType<typeof readTiffStack>>;

/** Bytes of one read; directories lie far apart, between the pixels of their pages. */
const windowBytes = 4096;
/** Bytes of the longest description that is read. */
const longestText = 65_536;
/** Limit of strips and tiles, which bounds the memory of their list. */
const mostBlocks = 1_000_000;
const largestExtent = 1_000_000;

type Page = Awaited<ReturnType<typeof readPage>>;

/**
 * Reads the layout of a stack of grey-value pages; reduced copies of pages are skipped. ImageJ's stacks of one page
 * that is followed by the pixels of the others (`images=` in its description) are read too. Fails with a FormatError
 * that names the byte offset if the file is damaged or its pages differ, and with an UnsupportedError for colours.
 */
export async function readTiffStack(source: ByteRange, path: string) {
  const window = new ByteWindow(source, path, windowBytes);
  const kind = await readTiffKind(window);
  const sections: Page[] = [];
  let first: TiffDirectory | null = null;
  let blocks = 0;
  for await (const directory of readDirectories(window, kind)) {
    if ((await directory.integer(tag.subfileType, 0)) & 1) continue;
    const page = await readPage(window, directory);
    first ??= directory;
    requireSame(page, sections[0] ?? page, directory.offset, path);
    sections.push(page);
    blocks += page.blocks.length;
    if (blocks > mostBlocks) {
      throw new UnsupportedError('a TIFF of too many strips', { path, expected: `at most ${mostBlocks}` });
    }
  }
  const [page] = sections;
  if (page === undefined || first === null) throw noPages(path);
  const description = latin1((await first.bytes(tag.description, longestText, 'a text')) ?? new Uint8Array());
  const all = sections.length === 1 ? imageJSections(page, description, window) : sections;
  return {
    shape: [all.length, page.length, page.width] as const,
    bits: page.bits,
    /** Number of TIFF: 1 unsigned, 2 signed, 3 floating point. */
    sampleFormat: page.sampleFormat,
    littleEndian: kind.littleEndian,
    /** Å along x, y, z; null if the file does not state it in a known unit. */
    pixelSize: await pixelSizeOf(first, description),
    sections: all,
  };
}

/** Reads a page of a stack. Fails with a FormatError if it is damaged, and with an UnsupportedError for colours. */
async function readPage(window: ByteWindow, directory: TiffDirectory) {
  const { offset } = directory;
  const { path } = window;
  const [width, length] = [await directory.integer(tag.width, 0), await directory.integer(tag.length, 0)];
  if (!(width >= 1 && length >= 1 && width <= largestExtent && length <= largestExtent)) {
    const expected = `a width and a length of 1 to ${largestExtent}`;
    throw fileError('invalid size of a TIFF page', { path, offset }, expected, `${width} × ${length}`);
  }
  const samples = await directory.integer(tag.samples, 1);
  if (samples !== 1) {
    const facts = { path, offset, expected: '1 sample a pixel', found: `${samples}` };
    throw new UnsupportedError('a TIFF page with colours', facts);
  }
  const isTiled = directory.has(tag.tileOffsets);
  const rows = isTiled
    ? await directory.integer(tag.tileLength, 0)
    : Math.min(await directory.integer(tag.rowsPerStrip, length), length);
  const columns = isTiled ? await directory.integer(tag.tileWidth, 0) : width;
  if (!(rows >= 1 && columns >= 1 && rows <= largestExtent && columns <= largestExtent)) {
    const facts = { path, offset, found: `${columns} × ${rows}` };
    throw new FormatError('invalid size of TIFF strips or tiles', facts);
  }
  const offsets = await directory.integers(isTiled ? tag.tileOffsets : tag.stripOffsets, mostBlocks);
  const sizes = await directory.integers(isTiled ? tag.tileBytes : tag.stripBytes, mostBlocks);
  const across = Math.ceil(width / columns);
  const count = across * Math.ceil(length / rows);
  const bits = await directory.integer(tag.bits, 1);
  if (sizes.length === 0 && count === 1) sizes.push(Math.ceil((columns * bits) / 8) * rows);
  if (offsets.length !== count || sizes.length !== count) {
    const found = `${offsets.length} offsets and ${sizes.length} sizes`;
    throw fileError('missing strips or tiles', { path, offset }, `${count} of each`, found);
  }
  const blocks = offsets.map((start, index): TiffBlock => {
    const bytes = sizes[index] ?? 0;
    if (!(start > 0 && bytes > 0 && start + bytes <= window.size)) {
      const found = `${bytes} bytes at ${start} in a file of ${window.size}`;
      throw new FormatError('a strip or tile is not in the file', { path, offset, found });
    }
    const y = Math.floor(index / across) * rows;
    const x = (index % across) * columns;
    return { offset: start, bytes, y, x, rows: isTiled ? rows : Math.min(rows, length - y), columns };
  });
  return {
    width,
    length,
    bits,
    blocks,
    /** Number of TIFF: 1 none, 5 LZW, 8 and 32946 zlib, 32773 PackBits. */
    compression: await directory.integer(tag.compression, 1),
    /** Number of TIFF: 1 none, 2 differences of samples, 3 differences of bytes of floats. */
    predictor: await directory.integer(tag.predictor, 1),
    sampleFormat: await directory.integer(tag.sampleFormat, 1),
  };
}

function requireSame(page: Page, first: Page, offset: number, path: string): void {
  const facts = ({ width, length, bits, sampleFormat }: Page) =>
    `${width} × ${length} pixels of ${bits} bits, sample format ${sampleFormat}`;
  if (facts(page) === facts(first)) return;
  const at = { path, offset, hint: 'a stack has pages of one size and type' };
  throw fileError('the pages of the TIFF differ', at, facts(first), facts(page));
}

/** Returns the sections of an ImageJ stack above 4 GiB: one directory, the pixels of all in sequence. */
function imageJSections(page: Page, description: string, { size, path }: ByteWindow): readonly Page[] {
  const images = description.startsWith('ImageJ=')
    ? Number(/^images=(\d{1,9})\s*$/m.exec(description)?.[1])
    : 1;
  const start = page.blocks[0]?.offset ?? 0;
  const bytes = page.blocks.reduce((sum, block) => sum + block.bytes, 0);
  if (!(images > 1) || page.compression !== 1) return [page];
  if (start + images * bytes > size) {
    const [expected, found] = [`${start + images * bytes} bytes for ${images} images`, `${size} bytes`];
    throw fileError('the file is shorter than its header says', path, expected, found);
  }
  return Array.from({ length: images }, (_, index) => ({
    ...page,
    blocks: page.blocks.map((block) => ({ ...block, offset: block.offset + index * bytes })),
  }));
}

const centimetre = 3;
const angstromsPerCentimetre = 1e8;
/** Å; the resolutions that programs write for printers give far larger pixels. */
const largestPixel = 10_000;

/** Units of ImageJ's descriptions (`unit=`) in which a pixel size is accepted. */
const imageJUnits = ['Å', 'nm', 'µm'];

/**
 * Returns the size of a pixel in Å: pixels per ImageJ unit if the description names one, else pixels per centimetre,
 * as IMOD writes them. Sections are `spacing=` apart if ImageJ states it. Null if neither gives a size below 1 µm.
 */
async function pixelSizeOf(directory: TiffDirectory, description: string) {
  const keyword = (name: string) => new RegExp(`^${name}=(.{1,40})$`, 'm').exec(description)?.[1]?.trim();
  const isImageJ = description.startsWith('ImageJ=');
  // ImageJ escapes letters beyond ASCII like Java, as in `\\u00B5m`.
  const unescaped = (keyword('unit') ?? '').replace(/\\u([\da-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const unit = isImageJ ? angstromsIn(unescaped, imageJUnits) : null;
  const isMetric = (await directory.integer(tag.resolutionUnit, 0)) === centimetre;
  const length = unit ?? (isMetric && !isImageJ ? angstromsPerCentimetre : null);
  const x = await directory.rational(tag.xResolution);
  const y = await directory.rational(tag.yResolution);
  if (length === null || !(x > 0 && y > 0)) return null;
  const spacing = unit === null ? Number.NaN : Number(keyword('spacing')) * unit;
  const size = { x: length / x, y: length / y, z: spacing > 0 ? spacing : length / x };
  return Object.values(size).every((value) => value > 0 && value < largestPixel) ? size : null;
}
