import { fileError, UnsupportedError } from '../../base/errors.js';
import { amiraEncoding, amiraTypes, amiraUnit, isAmira, longestHeader } from '../../formats/amira-header.js';
import { inflate } from '../../formats/inflate.js';
import { latin1, utf8OrLatin1 } from '../../formats/text.js';
import type { RandomReader } from '../../storage/storage.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import { perAxis, type Shape, type VolumeHeader } from '../volume.js';
import {
  inPlace,
  plainHeader,
  requireAtMost,
  shorterThanHeader,
  stageSamples,
  type VolumeFormat,
} from './volume-format.js';

/** Bytes of the samples of the largest packed lattice, which is unpacked in memory. */
const largestPacked = 1024 * 1024 * 1024;
/** Best ratio of each packing: a run of 127 in 2 bytes, 1032 of deflate. */
const largestRatio = { HxByteRLE: 64, HxZip: 1032 };

/** Volumes of Amira and Avizo (.am, .labels, .resampled), plain or packed. */
export const amiraFormat: VolumeFormat = {
  name: 'AmiraMesh',
  sniff: (head) => isAmira(latin1(head.subarray(0, 16))),
  async read({ file, path }, options) {
    const amira = parseAmiraHeader(await file.read(0, longestHeader), path);
    const { shape, sampleType, encoding, voxelSize, packing, dataOffset: offset } = amira;
    if (encoding === 'ascii') {
      const facts = { path, expected: 'binary samples', found: 'ASCII', hint: 'save the file as binary' };
      throw new UnsupportedError('AmiraMesh files of text cannot be read', facts);
    }
    const littleEndian = encoding === 'little-endian';
    const header = plainHeader({ format: 'amira', shape, sampleType, littleEndian, voxelSize });
    const rowBytes = sourceRowBytes(sampleType, shape[2]);
    const total = shape[0] * shape[1] * rowBytes;
    const open = async () => {
      if (packing !== null)
        return stageSamples(header, options, async (staged) => {
          staged.write(0, await unpackSamples(packing, offset, total, file, path));
        });
      if (file.size < offset + total) throw shorterThanHeader(path, `${offset + total} bytes`, file.size);
      return inPlace(header, { reader: file, offset, rowBytes }).open();
    };
    return { header, open };
  },
};

async function unpackSamples(
  packing: NonNullable<ReturnType<typeof parseAmiraHeader>['packing']>,
  offset: number,
  total: number,
  file: RandomReader,
  path: string,
): Promise<Uint8Array> {
  requireAtMost(largestPacked, total, 'the packed lattice is too large', { path });
  if (offset + packing.bytes > file.size || total > packing.bytes * largestRatio[packing.name]) {
    throw shorterThanHeader(path, `${total} bytes of samples packed into ${packing.bytes}`, file.size);
  }
  const stored = await file.read(offset, packing.bytes);
  const samples = packing.name === 'HxZip' ? await unzip(stored, total, path) : unpackRuns(stored, total);
  if (samples.length === total) return samples;
  throw shorterThanHeader(path, `${total} bytes of samples`, samples.length);
}

function unzip(stored: Uint8Array, total: number, path: string): Promise<Uint8Array> {
  return inflate(stored, 'deflate', total).catch((cause: unknown) => {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw fileError('the lattice is damaged', { path, cause }, `${total} bytes of samples`, found);
  });
}

/** Unpacks runs: a byte n ≤ 127 repeats the next byte n times; one above is followed by n − 128 bytes as they are. */
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

const largestExtent = 1_000_000;

/**
 * Reads the header of an AmiraMesh file with one lattice (Amira User's Guide, "AmiraMesh format"): `define Lattice x
 * y z`, the bounding box of the centres of the first and last voxels, and `Lattice { type name } @1(packing,bytes)`.
 * Fails with a FormatError if it is malformed, and with an UnsupportedError for other coordinates, several values a
 * voxel and other packings.
 */
export function parseAmiraHeader(bytes: Uint8Array, path: string) {
  // One character a byte, so that an index in the text is a byte offset; only the header may be UTF-8.
  const text = latin1(bytes);
  const fail = (message: string, expected: string, found = 'none') =>
    fileError(message, path, expected, found.slice(0, 80));
  const encoding = amiraEncoding(text);
  if (encoding === null)
    throw fail('not an AmiraMesh file', '# AmiraMesh and an encoding', text.slice(0, 40));
  const extents = /^[ \t]*define\s+Lattice\s+(\d+)\s+(\d+)\s+(\d+)[ \t]*$/m.exec(text)?.slice(1).map(Number);
  if (extents === undefined)
    throw fail('an AmiraMesh file without a volume', 'define Lattice with three extents');
  if (!extents.every((extent) => extent >= 1 && extent <= largestExtent)) {
    throw fail('invalid extents of a lattice', `1 to ${largestExtent}`, extents.join(' × '));
  }
  const [x, y, z] = extents as [number, number, number];
  const field =
    /^[ \t]*Lattice\s*\{\s*(\w+)(\[\d+\])?\s+\w+\s*\}\s*(?:=\s*)?@(\d+)(?:\(\s*(\w+)\s*,\s*(\d+)\s*\))?/m.exec(
      text,
    );
  if (field === null) throw fail('an AmiraMesh file without samples', 'Lattice { type name } @1');
  const [, type = '', components, number, packing, packedBytes] = field;
  const sampleType = amiraTypes.get(type);
  if (sampleType === undefined || (components ?? '[1]') !== '[1]') {
    const [expected, found] = [[...amiraTypes.keys()].join(', '), `${type}${components ?? ''}`];
    throw new UnsupportedError('a lattice without plain grey values', { path, expected, found });
  }
  if (packing !== undefined && packing !== 'HxByteRLE' && packing !== 'HxZip') {
    const facts = { path, expected: 'HxByteRLE, HxZip or none', found: packing };
    throw new UnsupportedError('this packing of a lattice cannot be read', facts);
  }
  const coordinates = /^[ \t]*CoordType\s+"(\w+)"/m.exec(text)?.[1] ?? 'uniform';
  if (coordinates !== 'uniform') {
    const facts = { path, expected: 'uniform coordinates', found: coordinates };
    throw new UnsupportedError('a lattice whose voxels differ in size', facts);
  }
  const start = new RegExp(`^@${number}[ \\t]*\\r?\\n`, 'm').exec(text);
  if (start === null) throw fail('an AmiraMesh file without samples', `a line @${number}`);
  const dataOffset = start.index + start[0].length;
  const shape: Shape = [z, y, x];
  return {
    shape,
    sampleType,
    encoding,
    /** Packing of the samples and their packed bytes. */
    packing: packing === undefined ? null : ({ name: packing, bytes: Number(packedBytes) } as const),
    /** Å; null if the file has no uniform coordinates in a known unit. */
    voxelSize: voxelSizeOf(utf8OrLatin1(bytes.subarray(0, dataOffset)), [x, y, z]),
    /** Byte offset of the samples. */
    dataOffset,
  };
}

function voxelSizeOf(text: string, extents: readonly [number, number, number]): VolumeHeader['voxelSize'] {
  const box = /^[ \t]*BoundingBox\s+([-+\d.eE \t]{11,200})/m.exec(text)?.[1]?.trim().split(/\s+/).map(Number);
  const { length: unit } = amiraUnit(text);
  if (box?.length !== 6 || unit === null) return null;
  const [x, y, z] = perAxis((axis) => {
    const length = (box[2 * axis + 1] ?? Number.NaN) - (box[2 * axis] ?? Number.NaN);
    return (unit * length) / Math.max(1, extents[axis] - 1);
  });
  return x > 0 && y > 0 && z > 0 ? { x, y, z } : null;
}
