import { FormatError, type Report, refuse } from '../../errors/index.js';
import type { VolumeHeader } from '../volume.js';
import { readInByteOrder } from './byte-order.js';
import { type MrcFields, mrcHeaderBytes } from './fields.js';
import { refuseForeignContent } from './foreign-content.js';
import type { DescribedMrc, MrcHeader } from './header.js';
import { rowBytesOfMode, sampleTypeOfMode } from './modes.js';

/** dmax of a mode 0 file above which its bytes are unsigned. */
const largestSignedByte = 127;

/**
 * Reads an MRC2014 (or older) header from the first bytes of a file; `fileSize` is the size of the unpacked file, null
 * where it is not known. The extended header is not among them. Odd machine stamps, a missing `MAP `,
 * permuted axes and surplus bytes are warnings. Fails with a FormatError for anything that cannot be read as a volume,
 * a file shorter than its header promises included, and with an UnsupportedError for complex and RGB modes. With
 * `report` it fails only where the file ends within its header or is plainly something else, and tells the rest there.
 */
export function parseMrcHeader(bytes: Uint8Array, fileSize: number | null, path: string): MrcHeader;
export function parseMrcHeader(
  bytes: Uint8Array,
  fileSize: number | null,
  path: string,
  report: Report,
): DescribedMrc;
export function parseMrcHeader(
  bytes: Uint8Array,
  fileSize: number | null,
  path: string,
  report: Report = refuse,
): DescribedMrc {
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
  const sampleType = sampleTypeOfMode(fields.mode, path, report);
  const { nx, ny, nz } = fields;
  reportExtents(fields, path, report);
  const rowBytes = nx < 0 ? null : rowBytesOfMode(fields.mode, nx);
  const dataBytes = rowBytes === null || ny < 0 || nz < 0 ? null : rowBytes * ny * nz;
  const dataOffset = mrcHeaderBytes + fields.nsymbt;
  const promised = dataOffset + (dataBytes ?? 0);
  if (fileSize !== null && fileSize < promised) report(truncated(fields, promised, fileSize, path));
  return {
    format: 'mrc',
    shape: [nz, ny, nx],
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

/** The size of a voxel along an axis in Å; null where cell and sampling give none. */
export function voxelSizeAlong({ cella, mx, my, mz }: MrcFields, axis: 'x' | 'y' | 'z'): number | null {
  const [cell, sampling] = { x: [cella[0], mx], y: [cella[1], my], z: [cella[2], mz] }[axis] as [
    number,
    number,
  ];
  return sampling > 0 && Number.isFinite(cell / sampling) ? cell / sampling : null;
}

/** The error for a file that is shorter than its header promises. */
export function truncated(fields: MrcFields, promised: number, fileSize: number, path: string): FormatError {
  const { nx, ny, nz, mode, nsymbt } = fields;
  return new FormatError('the file is shorter than its header says', {
    path,
    expected: `${promised} bytes (${nx} × ${ny} × ${nz} samples of mode ${mode} after ${mrcHeaderBytes + nsymbt} bytes)`,
    found: `${fileSize} bytes`,
    hint: 'the file was probably not copied to its end',
  });
}

function surplusWarning(promised: number, fileSize: number): string {
  return `${fileSize - promised} surplus bytes at the end: the header promises ${promised} bytes, the file has ${fileSize}`;
}

function refuseNonsense({ nx, ny, nz, mode, map }: MrcFields, path: string): void {
  if ([nx, ny, nz].every((extent) => extent >= 0 && extent <= 1_000_000) && mode >= 0 && mode <= 101) return;
  const facts = { path, offset: 208, expected: 'the word `MAP `', found: JSON.stringify(map) };
  throw new FormatError('not an MRC volume', facts);
}

function reportExtents({ nx, ny, nz, nsymbt }: MrcFields, path: string, report: Report): void {
  for (const [index, [name, extent]] of Object.entries({ nx, ny, nz }).entries()) {
    if (extent > 0) continue;
    const facts = { offset: 4 * index, expected: `${name} above 0`, found: `${name} = ${extent}` };
    report(new FormatError('a volume without samples', { path, ...facts }));
  }
  if (nsymbt < 0) {
    const facts = { offset: 92, expected: 'nsymbt of 0 or more', found: `nsymbt = ${nsymbt}` };
    report(new FormatError('an extended header of negative size', { path, ...facts }));
  }
}

function voxelSizeOf(fields: MrcFields): VolumeHeader['voxelSize'] {
  const along = (axis: 'x' | 'y' | 'z') => Math.fround(voxelSizeAlong(fields, axis) ?? Number.NaN);
  const [x, y, z] = [along('x'), along('y'), along('z')];
  return x >= 0 && y > 0 && z >= 0 ? { x, y, z } : null;
}

function axisWarnings({ mapc, mapr, maps }: MrcFields): string[] {
  if (mapc === 1 && mapr === 2 && maps === 3) return [];
  return [
    `axis order ${mapc} ${mapr} ${maps} is not applied: columns are taken as x, rows as y, sections as z`,
  ];
}
