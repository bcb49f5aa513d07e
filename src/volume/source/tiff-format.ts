import { FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import { inflate } from '../../formats/inflate.js';
import { readTiffStack, type TiffBlock, type TiffStack } from '../../formats/tiff-stack.js';
import type { RandomReader } from '../../storage/storage.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import { isNamedMrc } from '../mrc/header.js';
import type { SampleType } from '../volume.js';
import {
  inPlace,
  type OpenOptions,
  plainHeader,
  requireAtMost,
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
  sniff: (head) =>
    !isNamedMrc(head) && /^(?:II[*+]\0|MM\0[*+])/.test(String.fromCharCode(...head.subarray(0, 4))),
  async read({ file, path }, options) {
    const stack = await readTiffStack(file, path);
    const { shape, bits, sampleFormat, littleEndian, pixelSize: voxelSize } = stack;
    const sampleType = sampleTypes[`${sampleFormat} ${bits}`];
    if (sampleType === undefined) {
      const expected = 'integers of 8, 16 or 32 bits or floats';
      const found = `sample format ${sampleFormat} of ${bits} bits`;
      throw new UnsupportedError('this type of TIFF samples cannot be read', { path, expected, found });
    }
    const warnings = [rowOrder];
    const header = plainHeader({ format: 'tiff', shape, sampleType, littleEndian, voxelSize, warnings });
    const rowBytes = sourceRowBytes(sampleType, shape[2]);
    const offset = plainOffset(stack, rowBytes);
    if (offset !== null) return inPlace(header, { reader: file, offset, rowBytes });
    const open = async () => {
      checkPacking(stack, rowBytes, path);
      const fill = (staged: StagedFile) => unpackAll(stack, rowBytes, file, staged, path, options);
      return stageSamples(header, options, fill);
    };
    return { header, open };
  },
};

/** Returns the byte offset of the samples if they lie uncompressed and in order in the file; else null. */
function plainOffset({ sections, shape: [, , columns] }: TiffStack, rowBytes: number): number | null {
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

/** Fails with a FormatError if strips are too short for any compression: few bytes may claim a huge volume. */
function checkPacking({ sections, shape: [nz, ny] }: TiffStack, rowBytes: number, path: string): void {
  let stored = 0;
  for (const { blocks } of sections) for (const { bytes } of blocks) stored += bytes;
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
      const { rows, columns, offset } = block;
      const size = rows * columns * sampleBytes;
      requireAtMost(largestBlock, size, 'the strips of the TIFF are too large', { path, offset });
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

function atBlock(cause: unknown, { offset }: TiffBlock, path: string): unknown {
  if (cause instanceof UnsupportedError)
    return new UnsupportedError(cause.message, { ...cause.facts, path, offset });
  const found = cause instanceof Error ? cause.message : String(cause);
  return new FormatError('a damaged strip or tile', { path, offset, expected: 'its samples', found, cause });
}

/** The coding of a strip or tile; compression and predictor are numbers of TIFF. */
interface BlockCoding {
  readonly compression: number;
  readonly predictor: number;
  readonly sampleBytes: number;
  readonly littleEndian: boolean;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Unpacks the samples of a strip or tile, rows without gaps. Fails with a FormatError if it is damaged or has another
 * size, and with an UnsupportedError for other compressions than none, LZW, zlib and PackBits.
 */
async function unpackBlock(bytes: Uint8Array, coding: BlockCoding): Promise<Uint8Array> {
  const size = coding.rows * coding.columns * coding.sampleBytes;
  const unpacked = await unpack(bytes, coding.compression, size);
  if (unpacked.length < size) {
    throw fileError('a strip or tile is incomplete', {}, `${size} bytes`, `${unpacked.length}`);
  }
  if (coding.predictor === 2) sumSamples(unpacked, coding);
  else if (coding.predictor === 3) sumFloats(unpacked, coding);
  else if (coding.predictor !== 1) {
    const found = `${coding.predictor}`;
    throw new UnsupportedError('this TIFF predictor cannot be read', { expected: '1, 2 or 3', found });
  }
  return unpacked;
}

async function unpack(bytes: Uint8Array, compression: number, size: number): Promise<Uint8Array> {
  switch (compression) {
    case 1:
      return bytes.slice(0, size);
    case 5: {
      const target = new Uint8Array(size);
      return target.subarray(0, unpackLzw(bytes, target));
    }
    case 8:
    case 32_946:
      return inflate(bytes, 'deflate', size);
    case 32_773:
      return unpackRuns(bytes, size);
    default:
      throw new UnsupportedError('this TIFF compression cannot be read', {
        expected: 'none (1), LZW (5), zlib (8) or PackBits (32773)',
        found: `${compression}`,
      });
  }
}

/** Unpacks PackBits (TIFF 6.0, section 9). */
function unpackRuns(bytes: Uint8Array, size: number): Uint8Array {
  const target = new Uint8Array(size);
  let length = 0;
  for (let at = 0; at < bytes.length && length < size; ) {
    const head = ((bytes[at++] as number) << 24) >> 24;
    if (head >= 0) {
      const run = bytes.subarray(at, at + Math.min(head + 1, size - length));
      target.set(run, length);
      length += run.length;
      at += head + 1;
    } else if (head > -128) {
      const run = Math.min(1 - head, size - length);
      target.fill(bytes[at++] ?? 0, length, length + run);
      length += run;
    }
  }
  return target.subarray(0, length);
}

/** Reverses predictor 2: each sample is stored as the difference from the one before it in its row. */
function sumSamples(bytes: Uint8Array, { rows, columns, sampleBytes, littleEndian }: BlockCoding): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 1; column < columns; column++) {
      const at = (row * columns + column) * sampleBytes;
      let carry = 0;
      for (let index = 0; index < sampleBytes; index++) {
        const byte = littleEndian ? index : sampleBytes - 1 - index;
        const sum = (bytes[at + byte] as number) + (bytes[at + byte - sampleBytes] as number) + carry;
        bytes[at + byte] = sum;
        carry = sum >> 8;
      }
    }
  }
}

/** Reverses predictor 3: the bytes of a row's floats, by significance, each as the difference from the one before. */
function sumFloats(bytes: Uint8Array, { rows, columns, sampleBytes, littleEndian }: BlockCoding): void {
  const rowBytes = columns * sampleBytes;
  for (let row = 0; row < rows; row++) {
    const stored = bytes.slice(row * rowBytes, (row + 1) * rowBytes);
    for (let at = 1; at < rowBytes; at++) stored[at] = (stored[at] as number) + (stored[at - 1] as number);
    for (let column = 0; column < columns; column++) {
      for (let index = 0; index < sampleBytes; index++) {
        const byte = littleEndian ? sampleBytes - 1 - index : index;
        bytes[row * rowBytes + column * sampleBytes + byte] = stored[index * columns + column] as number;
      }
    }
  }
}

const clear = 256;
const end = 257;
const firstFree = 258;
const mostCodes = 4096;

/**
 * Unpacks TIFF's LZW (TIFF 6.0, section 13: codes of 9 to 12 bits, highest bit first; the width changes one code
 * early) into `target`; returns the number of bytes. Fails with a FormatError if the data are damaged or too long.
 */
function unpackLzw(bytes: Uint8Array, target: Uint8Array): number {
  // A code's string is found in the unpacked bytes: the string of an earlier code and the byte after it.
  const starts = new Uint32Array(mostCodes);
  const lengths = new Uint32Array(mostCodes);
  let [free, width, before, beforeLength, length] = [firstFree, 9, 0, 0, 0];
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfffff;
    held += 8;
    if (held < width) continue;
    held -= width;
    const code = (bits >> held) & ((1 << width) - 1);
    if (code === end) return length;
    if (code === clear) {
      [free, width, beforeLength] = [firstFree, 9, 0];
      continue;
    }
    if (beforeLength > 0 && free < mostCodes) {
      starts[free] = before;
      lengths[free] = beforeLength + 1;
      free++;
      if (free >= (1 << width) - 1 && width < 12) width++;
    }
    const isByte = code < clear;
    if (!isByte && code >= free) throw new FormatError(`LZW code ${code} is used before it is defined`);
    const size = isByte ? 1 : (lengths[code] as number);
    if (length + size > target.length) throw new FormatError(`it holds more than ${target.length} bytes`);
    if (isByte) target[length] = code;
    else
      for (let at = 0; at < size; at++) target[length + at] = target[(starts[code] as number) + at] as number;
    [before, beforeLength] = [length, size];
    length += size;
  }
  return length;
}
