import { fileError, UnsupportedError } from '../../base/errors.js';
import { type EmHeader, emHeaderBytes, readEmHeader } from '../../formats/em.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import { isNamedMrc } from '../mrc/header.js';
import { alongAxes, type SampleType } from '../volume.js';
import type { VolumeFile, VolumeFormat } from './volume-format.js';
import { inPlace, plainHeader, shorterThanHeader } from './volume-format.js';

const largestExtent = 1_000_000;
/** Byte offset of the seventh user parameter: the pixel size in Å × 1000. */
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
 * EM volumes of the EM program, TOM, PyTom, Dynamo and others. Layout: the header comment of the TOM toolbox's
 * `tom_emread.m` (Nickell et al. 2005): user parameters from byte 96, samples from byte 512, x fastest. Bytes are
 * signed, as in emfile (specs.py) and ArtiaX (emwrite.py).
 */
export const emFormat: VolumeFormat = {
  name: 'EM',
  sniff(head, size) {
    const header = readEmHeader(head);
    if (header === null || isNamedMrc(head)) return false;
    if ((head[1] ?? 0) > 1 || types[header.type] === undefined) return false;
    // The first int of a big-endian MRC may look like machine 0 with a type; only the file size decides.
    return header.machine !== 0 || size === emHeaderBytes + (promisedBytes(header) ?? Number.NaN);
  },
  read: readEm,
};

async function readEm({ file: reader, path }: VolumeFile) {
  const head = await reader.read(0, emHeaderBytes);
  const header = readEmHeader(head);
  if (header === null || head.length < emHeaderBytes) {
    const [expected, found] = [`${emHeaderBytes} bytes`, `${head.length} bytes`];
    throw fileError('the file ends within its EM header', path, expected, found);
  }
  const { littleEndian, size } = header;
  const type = types[header.type];
  if (type?.sampleType == null) {
    const [expected, found] = ['byte, short, long int, float or double', type?.name ?? 'none'];
    const facts = { path, offset: 3, expected, found };
    throw new UnsupportedError('this EM type holds no plain grey values', facts);
  }
  const [x, y, z] = size;
  if (![x, y, z].every((extent) => extent >= 1 && extent <= largestExtent)) {
    const expected = `extents of 1 to ${largestExtent}`;
    throw fileError('invalid extents of an EM volume', { path, offset: 4 }, expected, `${x} × ${y} × ${z}`);
  }
  const promised = emHeaderBytes + (promisedBytes(header) ?? 0);
  if (reader.size < promised) {
    const samples = `${x} × ${y} × ${z} samples of type ${type.name}`;
    throw shorterThanHeader(path, `${promised} bytes (${samples})`, reader.size);
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const pixelSize = view.getInt32(pixelSizeAt, littleEndian) / 1000;
  const surplus = reader.size - promised;
  const volume = plainHeader({
    format: 'em',
    shape: [z, y, x],
    sampleType: type.sampleType,
    littleEndian,
    voxelSize: pixelSize > 0 ? alongAxes(pixelSize) : null,
    warnings: surplus > 0 ? [`${surplus} surplus bytes at the end`] : [],
  });
  return inPlace(volume, { reader, offset: emHeaderBytes, rowBytes: sourceRowBytes(type.sampleType, x) });
}

/** Returns the bytes of the samples; null for types that are not read. */
function promisedBytes({ type, size: [x, y, z] }: EmHeader): number | null {
  const sampleType = types[type]?.sampleType ?? null;
  return sampleType === null ? null : sourceRowBytes(sampleType, x) * y * z;
}
