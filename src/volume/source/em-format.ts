import { FormatError, UnsupportedError } from '../../errors/index.js';
import { sourceRowBytes } from '../kernels/index.js';
import type { SampleType } from '../volume.js';
import { fileOf } from './file-of.js';
import { isNamedMrc, plainHeader } from './plain-header.js';
import type { OpenSource, VolumeCandidate, VolumeFormat } from './volume-format.js';

const headerBytes = 512;
/** Machines of the first byte whose numbers are little endian: Convex and PC; the others are OS-9, SGI, Sun and Mac. */
const littleEndianMachines = [2, 6];
const bigEndianMachines = [0, 3, 4, 5];
const largestExtent = 1_000_000;
/** Byte of the seventh user parameter: the pixel size in Å × 1000. */
const pixelSizeAt = 120;

const types: Readonly<Record<number, { readonly name: string; readonly sampleType: SampleType | null }>> = {
  1: { name: 'byte', sampleType: 'int8' },
  2: { name: 'short', sampleType: 'int16' },
  4: { name: 'long int', sampleType: 'int32' },
  5: { name: 'float', sampleType: 'float32' },
  8: { name: 'complex float', sampleType: null },
  9: { name: 'double', sampleType: 'float64' },
  10: { name: 'complex double', sampleType: null },
};

/**
 * EM volumes, of the EM program, TOM, PyTom, Dynamo and others. Layout: the header comment of the TOM toolbox's
 * `tom_emread.m` (Nickell et al. 2005): byte 0 machine, byte 3 type, int32 extents x, y, z at 4, 8 and 12, user
 * parameters from 96, samples from 512, x fastest.
 */
export const emFormat: VolumeFormat = {
  name: 'EM',
  sniff({ file, head }) {
    const [machine = -1, general = -1, , type = -1] = head;
    if (file === null || head.length < 16 || isNamedMrc(head)) return false;
    const isMachine = littleEndianMachines.includes(machine) || bigEndianMachines.includes(machine);
    if (!isMachine || general > 1 || types[type] === undefined) return false;
    // The first int of a big-endian MRC may look like machine 0 with a type: only the size tells.
    return machine !== 0 || file.size === headerBytes + (promisedBytes(head) ?? Number.NaN);
  },
  readHeader: async (candidate) => (await openEm(candidate)).header,
  open: openEm,
};

async function openEm(candidate: VolumeCandidate): Promise<OpenSource> {
  const { location: path } = candidate;
  const reader = fileOf(candidate);
  const head = await reader.read(0, headerBytes);
  if (head.length < headerBytes) {
    const [expected, found] = [`${headerBytes} bytes`, `${head.length} bytes`];
    throw new FormatError('the file ends within its EM header', { path, expected, found });
  }
  const view = viewOf(head);
  const littleEndian = isLittleEndian(head);
  const type = types[head[3] ?? 0];
  if (type?.sampleType == null) {
    const facts = {
      path,
      offset: 3,
      expected: 'byte, short, long int, float or double',
      found: type?.name ?? 'none',
    };
    throw new UnsupportedError('this EM type holds no plain grey values', facts);
  }
  const [x, y, z] = extentsOf(head);
  if (![x, y, z].every((extent) => extent >= 1 && extent <= largestExtent)) {
    const facts = {
      path,
      offset: 4,
      expected: `extents of 1 to ${largestExtent}`,
      found: `${x} × ${y} × ${z}`,
    };
    throw new FormatError('invalid extents of an EM volume', facts);
  }
  const promised = headerBytes + (promisedBytes(head) ?? 0);
  if (reader.size < promised) {
    throw new FormatError('the file is shorter than its header promises', {
      path,
      expected: `${promised} bytes (${x} × ${y} × ${z} samples of type ${type.name})`,
      found: `${reader.size} bytes`,
      hint: 'the file was probably not copied to its end',
    });
  }
  const size = view.getInt32(pixelSizeAt, littleEndian) / 1000;
  const surplus = reader.size - promised;
  const header = plainHeader({
    format: 'em',
    shape: [z, y, x],
    sampleType: type.sampleType,
    littleEndian,
    voxelSize: size > 0 ? { x: size, y: size, z: size } : null,
    warnings: surplus > 0 ? [`${surplus} surplus bytes at the end`] : [],
  });
  const samples = { reader, offset: headerBytes, rowBytes: sourceRowBytes(type.sampleType, x) };
  return { header, samples, close: async () => undefined };
}

function viewOf(head: Uint8Array): DataView {
  return new DataView(head.buffer, head.byteOffset, head.byteLength);
}

function isLittleEndian([machine = 0]: Uint8Array): boolean {
  return littleEndianMachines.includes(machine);
}

function extentsOf(head: Uint8Array): [x: number, y: number, z: number] {
  const [view, littleEndian] = [viewOf(head), isLittleEndian(head)];
  return [4, 8, 12].map((at) => view.getInt32(at, littleEndian)) as [number, number, number];
}

/** Bytes of the samples; null for types that are not read. */
function promisedBytes(head: Uint8Array): number | null {
  const sampleType = types[head[3] ?? 0]?.sampleType ?? null;
  const [x, y, z] = extentsOf(head);
  return sampleType === null ? null : sourceRowBytes(sampleType, x) * y * z;
}
