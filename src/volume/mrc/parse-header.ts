import { FormatError } from '../../errors/index.js';
import { sourceRowBytes } from '../kernels/index.js';
import type { VolumeHeader } from '../volume.js';
import { readInByteOrder } from './byte-order.js';
import { type MrcFields, mrcHeaderBytes } from './fields.js';
import { refuseForeignContent } from './foreign-content.js';
import type { MrcHeader } from './header.js';
import { sampleTypeOfMode } from './modes.js';

/** dmax of a mode 0 file above which its bytes are unsigned. */
const largestSignedByte = 127;

/**
 * Reads an MRC2014 (or older) header from the first bytes of a file; `fileSize` is the size of the unpacked file, null
 * where it is not known. The extended header is left to `withExtendedHeader`. Odd machine stamps, a missing `MAP `,
 * permuted axes and surplus bytes are warnings. Fails with a FormatError for anything that cannot be read as a volume,
 * a file shorter than its header promises included, and with an UnsupportedError for complex and RGB modes.
 */
export function parseMrcHeader(bytes: Uint8Array, fileSize: number | null, path: string): MrcHeader {
  if (fileSize === 0 || bytes.length === 0) {
    throw new FormatError('the file is empty', { path, expected: 'an MRC volume', found: '0 bytes' });
  }
  refuseForeignContent(bytes, path);
  if (bytes.length < mrcHeaderBytes) {
    throw new FormatError('the file ends within its MRC header', {
      path,
      expected: `at least ${mrcHeaderBytes} bytes`,
      found: `${fileSize ?? bytes.length} bytes`,
    });
  }
  const { fields, littleEndian, warnings } = readInByteOrder(bytes);
  const isNamed = fields.map.startsWith('MAP');
  if (!isNamed) refuseNonsense(fields, path);
  const sampleType = sampleTypeOfMode(fields.mode, path);
  checkExtents(fields, path);
  const rowBytes = sourceRowBytes(sampleType, fields.nx);
  const dataBytes = rowBytes * fields.ny * fields.nz;
  const dataOffset = mrcHeaderBytes + fields.nsymbt;
  const promised = dataOffset + dataBytes;
  if (fileSize !== null && fileSize < promised) refuseTruncated(fields, promised, fileSize, path);
  return {
    format: 'mrc',
    shape: [fields.nz, fields.ny, fields.nx],
    sampleType,
    littleEndian,
    voxelSize: voxelSizeOf(fields),
    unsignedBytes: fields.mode === 0 && fields.dmax > largestSignedByte,
    extended: null,
    extra: { extra1: bytes.slice(96, 104), extra2: bytes.slice(112, 196) },
    warnings: [
      ...warnings,
      ...(isNamed ? [] : ['the header lacks the word `MAP `']),
      ...axisWarnings(fields),
      ...(fileSize !== null && fileSize > promised ? [surplusWarning(promised, fileSize)] : []),
    ],
    fields,
    dataOffset,
    rowBytes,
    dataBytes,
  };
}

/** The warning for a file that is longer than its header promises. */
export function surplusWarning(promised: number, fileSize: number): string {
  return `${fileSize - promised} surplus bytes at the end: the header promises ${promised} bytes, the file has ${fileSize}`;
}

/** Fails with the FormatError for a file that is shorter than its header promises. */
export function refuseTruncated(fields: MrcFields, promised: number, fileSize: number, path: string): never {
  const { nx, ny, nz, mode, nsymbt } = fields;
  throw new FormatError('the file is shorter than its header promises', {
    path,
    expected: `${promised} bytes (${nx} × ${ny} × ${nz} samples of mode ${mode} after ${mrcHeaderBytes + nsymbt} bytes)`,
    found: `${fileSize} bytes`,
    hint: 'the file was probably not copied to its end',
  });
}

function refuseNonsense(fields: MrcFields, path: string): void {
  const { nx, ny, nz, mode } = fields;
  if ([nx, ny, nz].every((extent) => extent >= 0 && extent <= 1_000_000) && mode >= 0 && mode <= 101) return;
  throw new FormatError('not an MRC volume', {
    path,
    offset: 208,
    expected: 'the word `MAP `',
    found: JSON.stringify(fields.map),
  });
}

function checkExtents({ nx, ny, nz, nsymbt }: MrcFields, path: string): void {
  for (const [name, extent, offset] of [
    ['nx', nx, 0],
    ['ny', ny, 4],
    ['nz', nz, 8],
  ] as const) {
    if (extent > 0) continue;
    throw new FormatError('a volume without samples', {
      path,
      offset,
      expected: `${name} above 0`,
      found: `${name} = ${extent}`,
    });
  }
  if (nsymbt < 0) {
    throw new FormatError('an extended header of negative size', {
      path,
      offset: 92,
      expected: 'nsymbt of 0 or more',
      found: `nsymbt = ${nsymbt}`,
    });
  }
}

function voxelSizeOf({ cella, mx, my, mz }: MrcFields): VolumeHeader['voxelSize'] {
  const [x, y, z] = [
    Math.fround(cella[0] / mx),
    Math.fround(cella[1] / my),
    Math.fround(cella[2] / mz),
  ] as const;
  const isUsable = [x, y, z].every((size) => Number.isFinite(size) && size >= 0) && y > 0;
  return isUsable ? { x, y, z } : null;
}

function axisWarnings({ mapc, mapr, maps }: MrcFields): string[] {
  if (mapc === 1 && mapr === 2 && maps === 3) return [];
  return [
    `axis order ${mapc} ${mapr} ${maps} is not applied: columns are taken as x, rows as y, sections as z`,
  ];
}
