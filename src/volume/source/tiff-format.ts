import { FormatError, UnsupportedError } from '../../base/errors.js';
import { readTiffStack, type TiffBlock, type TiffStack } from '../../formats/tiff-stack.js';
import type { RandomReader } from '../../storage/storage.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import { isNamedMrc } from '../mrc/header.js';
import type { SampleType } from '../volume.js';
import { unpackBlock } from './tiff-block.js';
import {
  fileOf,
  type OpenOptions,
  type OpenSource,
  plainHeader,
  type StagedFile,
  stageSamples,
  type VolumeFormat,
} from './volume-format.js';

/** Sample types by sample format and bits. */
const sampleTypes: Readonly<Record<string, SampleType>> = {
  '1 8': 'uint8',
  '1 16': 'uint16',
  '1 32': 'uint32',
  '2 8': 'int8',
  '2 16': 'int16',
  '2 32': 'int32',
  '3 16': 'float16',
  '3 32': 'float32',
  '3 64': 'float64',
};

/** Bytes of the samples of the largest strip or tile that is read. */
const largestBlock = 256 * 1024 * 1024;
/** Best ratio of a compression: LZW's longest string in a code of 12 bits. */
const largestRatio = 4096;

/** The warning of every TIFF. */
export const rowOrder =
  'rows of the TIFF are taken in their order: the first is y = 0 (IMOD turns them round)';

/** TIFF and BigTIFF stacks: a page is a section. */
export const tiffFormat: VolumeFormat = {
  name: 'TIFF',
  sniff: ({ file, head }) =>
    file !== null &&
    !isNamedMrc(head) &&
    /^(?:II[*+]\0|MM\0[*+])/.test(String.fromCharCode(...head.subarray(0, 4))),
  async readHeader(candidate) {
    return headerOf(await readTiffStack(fileOf(candidate), candidate.location), candidate.location);
  },
  async open(candidate, options) {
    const file = fileOf(candidate);
    const stack = await readTiffStack(file, candidate.location);
    const header = headerOf(stack, candidate.location);
    const rowBytes = sourceRowBytes(header.sampleType, stack.shape[2]);
    const offset = inPlace(stack, rowBytes);
    if (offset !== null) {
      return { header, samples: { reader: file, offset, rowBytes }, close: async () => undefined };
    }
    checkPacking(stack, rowBytes, candidate.location);
    return stageSamples(header, rowBytes, options, (staged) =>
      unpackAll(stack, rowBytes, file, staged, candidate.location, options),
    );
  },
};

function headerOf(
  { shape, bits, sampleFormat, littleEndian, pixelSize }: TiffStack,
  path: string,
): OpenSource['header'] {
  const sampleType = sampleTypes[`${sampleFormat} ${bits}`];
  if (sampleType === undefined) {
    throw new UnsupportedError('this type of TIFF samples cannot be read', {
      path,
      expected: 'integers of 8, 16 or 32 bits or floats',
      found: `sample format ${sampleFormat} of ${bits} bits`,
    });
  }
  const voxelSize = pixelSize;
  return plainHeader({ format: 'tiff', shape, sampleType, littleEndian, voxelSize, warnings: [rowOrder] });
}

/** Returns the byte offset of the samples if they lie uncompressed and in order in the file; else null. */
function inPlace({ sections, shape: [, , columns] }: TiffStack, rowBytes: number): number | null {
  const start = sections[0]?.blocks[0]?.offset ?? null;
  let next = start;
  for (const { compression, predictor, blocks } of sections) {
    if (compression !== 1 || predictor !== 1) return null;
    for (const block of blocks) {
      if (block.offset !== next || block.columns !== columns || block.bytes !== block.rows * rowBytes)
        return null;
      next += block.bytes;
    }
  }
  return start;
}

/**
 * Fails with a FormatError if the strips are shorter than any compression could pack the samples: a few bytes may
 * claim a huge volume.
 */
function checkPacking({ sections, shape: [nz, ny] }: TiffStack, rowBytes: number, path: string): void {
  const stored = sections.reduce(
    (sum, { blocks }) => sum + blocks.reduce((bytes, block) => bytes + block.bytes, 0),
    0,
  );
  const promised = nz * ny * rowBytes;
  const isPacked = sections.some(({ compression }) => compression !== 1);
  if (promised <= stored * (isPacked ? largestRatio : 1)) return;
  const facts = { path, expected: `samples for ${promised} bytes`, found: `${stored} bytes` };
  throw new FormatError('the strips of the TIFF are too short for its size', facts);
}

async function unpackAll(
  { sections, shape, littleEndian }: TiffStack,
  rowBytes: number,
  file: RandomReader,
  staged: StagedFile,
  path: string,
  { signal }: OpenOptions,
): Promise<void> {
  const [, ny, nx] = shape;
  const sampleBytes = rowBytes / nx;
  for (const [z, { blocks, compression, predictor }] of sections.entries()) {
    for (const block of blocks) {
      signal?.throwIfAborted();
      checkSize(block, sampleBytes, path);
      const { rows, columns } = block;
      const coding = { compression, predictor, sampleBytes, littleEndian, rows, columns };
      const stored = await file.read(block.offset, block.bytes);
      const samples = await unpackBlock(stored, coding).catch((cause: unknown) => {
        throw atBlock(cause, block, path);
      });
      const used = Math.min(columns, nx - block.x) * sampleBytes;
      const usedRows = Math.min(rows, ny - block.y);
      const start = (z * ny + block.y) * rowBytes + block.x * sampleBytes;
      if (columns === nx) staged.write(start, samples.subarray(0, usedRows * rowBytes));
      else {
        for (let row = 0; row < usedRows; row++) {
          const from = row * columns * sampleBytes;
          staged.write(start + row * rowBytes, samples.subarray(from, from + used));
        }
      }
    }
  }
}

function checkSize({ rows, columns, offset }: TiffBlock, sampleBytes: number, path: string): void {
  const bytes = rows * columns * sampleBytes;
  if (bytes <= largestBlock) return;
  const facts = { path, offset, expected: `at most ${largestBlock} bytes`, found: `${bytes} bytes` };
  throw new UnsupportedError('the strips of the TIFF are too large', facts);
}

function atBlock(cause: unknown, { offset }: TiffBlock, path: string): unknown {
  if (cause instanceof UnsupportedError)
    return new UnsupportedError(cause.message, { ...cause.facts, path, offset });
  const found = cause instanceof Error ? cause.message : String(cause);
  return new FormatError('a damaged strip or tile', { path, offset, expected: 'its samples', found, cause });
}
