import { FormatError, UnsupportedError } from '../../../errors/index.js';
import { inflate } from '../../../formats/inflate/index.js';
import { latin1 } from '../../../formats/text/index.js';
import type { RandomReader } from '../../../storage/index.js';
import { sourceRowBytes } from '../../kernels/index.js';
import { fileOf } from '../file-of.js';
import { plainHeader } from '../plain-header.js';
import { stageSamples } from '../stage-samples.js';
import type { OpenSource, VolumeFormat } from '../volume-format.js';
import { type AmiraHeader, parseAmiraHeader } from './parse-amira-header.js';

const longestHeader = 1024 * 1024;
/** Bytes of the samples of the largest packed lattice, which is unpacked in memory. */
const largestPacked = 1024 * 1024 * 1024;
/** Most that a packing can shrink anything: a run of 127 in 2 bytes, deflate 1032. */
const largestRatio = { HxByteRLE: 64, HxZip: 1032 };

/** Volumes of Amira and Avizo (.am, .labels, .resampled), plain or packed. */
export const amiraFormat: VolumeFormat = {
  name: 'AmiraMesh',
  sniff: ({ file, head }) => file !== null && /^# (?:AmiraMesh|Avizo)\b/.test(latin1(head.subarray(0, 16))),
  readHeader: async (candidate) => (await readHeader(fileOf(candidate), candidate.location)).header,
  async open(candidate, options) {
    const file = fileOf(candidate);
    const path = candidate.location;
    const { amira, header } = await readHeader(file, path);
    const [nz, ny, nx] = amira.shape;
    const rowBytes = sourceRowBytes(amira.sampleType, nx);
    const total = nz * ny * rowBytes;
    const { packing } = amira;
    if (packing === null) {
      if (file.size < amira.dataOffset + total)
        throw truncated(`${amira.dataOffset + total} bytes`, file.size, path);
      const samples = { reader: file, offset: amira.dataOffset, rowBytes };
      return { header, samples, close: async () => undefined };
    }
    return stageSamples(header, rowBytes, options, async (staged) => {
      staged.write(0, await unpackSamples(packing, amira.dataOffset, total, file, path));
    });
  },
};

async function readHeader(
  file: RandomReader,
  path: string,
): Promise<{ amira: AmiraHeader; header: OpenSource['header'] }> {
  const amira = parseAmiraHeader(await file.read(0, longestHeader), path);
  const { shape, sampleType, encoding, voxelSize } = amira;
  if (encoding === 'ascii') {
    const facts = { path, expected: 'binary samples', found: 'ASCII', hint: 'save the file as binary' };
    throw new UnsupportedError('AmiraMesh files of text cannot be read', facts);
  }
  const littleEndian = encoding === 'little-endian';
  return { amira, header: plainHeader({ format: 'amira', shape, sampleType, littleEndian, voxelSize }) };
}

async function unpackSamples(
  packing: NonNullable<AmiraHeader['packing']>,
  offset: number,
  total: number,
  file: RandomReader,
  path: string,
): Promise<Uint8Array> {
  if (total > largestPacked) {
    const facts = { path, expected: `at most ${largestPacked} bytes`, found: `${total} bytes` };
    throw new UnsupportedError('the packed lattice is too large', facts);
  }
  if (offset + packing.bytes > file.size || total > packing.bytes * largestRatio[packing.name]) {
    throw truncated(`${total} bytes of samples packed into ${packing.bytes}`, file.size, path);
  }
  const stored = await file.read(offset, packing.bytes);
  const samples = packing.name === 'HxZip' ? await unzip(stored, total, path) : unpackRuns(stored, total);
  if (samples.length === total) return samples;
  throw truncated(`${total} bytes of samples`, samples.length, path);
}

async function unzip(stored: Uint8Array, total: number, path: string): Promise<Uint8Array> {
  try {
    return await inflate(stored, 'deflate', total);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError('the lattice is damaged', {
      path,
      expected: `${total} bytes of samples`,
      found,
      cause,
    });
  }
}

/** Runs: a byte up to 127 repeats the next byte so often; one above, less 128, counts bytes that follow as they are. */
function unpackRuns(stored: Uint8Array, total: number): Uint8Array {
  const samples = new Uint8Array(total);
  let length = 0;
  for (let at = 0; at < stored.length && length < total; ) {
    const head = stored[at++] as number;
    const count = Math.min(head & 127, total - length);
    if (head > 127) {
      samples.set(stored.subarray(at, at + count), length);
      length += Math.min(count, stored.length - at);
      at += head & 127;
    } else {
      samples.fill(stored[at++] ?? 0, length, length + count);
      length += count;
    }
  }
  return samples.subarray(0, length);
}

function truncated(expected: string, found: number, path: string): FormatError {
  const facts = {
    path,
    expected,
    found: `${found} bytes`,
    hint: 'the file was probably not copied to its end',
  };
  return new FormatError('the file is shorter than its header says', facts);
}
