import { FormatError } from '../../errors/index.js';
import type { ByteWindow } from '../byte-window/index.js';
import { firstInteger, type TiffDirectory } from './directory.js';
import type { TiffKind } from './tiff-kind.js';

const tag = {
  width: 256,
  length: 257,
  bitsPerSample: 258,
  compression: 259,
  samplesPerPixel: 277,
  planarConfiguration: 284,
  sampleFormat: 339,
} as const;

const planarSeparate = 2;
/** Compressions of EER frames. */
const eer = { first: 65_000, last: 65_002 } as const;

/** What a directory says of its page. */
export interface TiffPage {
  /** Pixels: (y, x) of grey pages, (y, x, samples) or (samples, y, x) of others. */
  readonly shape: readonly number[];
  readonly bitsPerSample: number;
  /** TIFF's number: 1 none, 5 LZW, 65000 to 65002 EER. */
  readonly compression: number;
  readonly isEerFrame: boolean;
  /** TIFF's number: 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat: number;
}

/** Reads what a page is; fails with a FormatError when it has no width or length. */
export async function readPage(
  window: ByteWindow,
  kind: TiffKind,
  directory: TiffDirectory,
): Promise<TiffPage> {
  const value = async (number: number, absent: number) =>
    (await firstInteger(window, kind, directory.tags.get(number))) ?? absent;
  const width = await value(tag.width, 0);
  const length = await value(tag.length, 0);
  if (width < 1 || length < 1) {
    throw new FormatError('a TIFF page without a size', {
      path: window.path,
      offset: directory.offset,
      expected: 'a width and a length above 0',
      found: `${width} × ${length}`,
    });
  }
  const samples = await value(tag.samplesPerPixel, 1);
  const isSeparate = (await value(tag.planarConfiguration, 1)) === planarSeparate;
  const coloured = isSeparate ? [samples, length, width] : [length, width, samples];
  const compression = await value(tag.compression, 1);
  return {
    shape: samples === 1 ? [length, width] : coloured,
    bitsPerSample: await value(tag.bitsPerSample, 1),
    compression,
    isEerFrame: compression >= eer.first && compression <= eer.last,
    sampleFormat: await value(tag.sampleFormat, 1),
  };
}
