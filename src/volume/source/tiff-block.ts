import { FormatError, UnsupportedError } from '../../base/errors.js';
import { inflate } from '../../formats/inflate.js';

/** The coding of a strip or tile; compression and predictor are numbers of TIFF. */
interface BlockCoding {
  readonly compression: number;
  readonly predictor: number;
  /** Bytes of a sample. */
  readonly sampleBytes: number;
  readonly littleEndian: boolean;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Unpacks the samples of a strip or tile, rows without gaps. Fails with a FormatError if it is damaged or has another
 * size, and with an UnsupportedError for other compressions than none, LZW, zlib and PackBits.
 */
export async function unpackBlock(bytes: Uint8Array, coding: BlockCoding): Promise<Uint8Array> {
  const size = coding.rows * coding.columns * coding.sampleBytes;
  const unpacked = await unpack(bytes, coding.compression, size);
  if (unpacked.length < size) {
    throw new FormatError('a strip or tile is incomplete', {
      expected: `${size} bytes`,
      found: `${unpacked.length}`,
    });
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
