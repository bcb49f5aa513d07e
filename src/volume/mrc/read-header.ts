import { FormatError, fileError, type Report, refuse } from '../../base/errors.js';
import type { RandomReader } from '../../storage/storage.js';
import { shorterThanHeader } from '../source/volume-format.js';
import type { VolumeHeader } from '../volume.js';
import { type DescribedMrc, isNamedMrc, type MrcFields, type MrcHeader, mrcHeaderBytes } from './header.js';
import { readInByteOrder, rowBytesOfMode, sampleTypeOfMode } from './modes.js';

/** Bytes of the largest extended header that is kept in memory. */
const largestExtendedHeader = 64 * 1024 * 1024;

/**
 * Reads the header and extended header of an MRC file that is not packed; `path` names it in messages. Fails like
 * `parseMrcHeader`, and with a FormatError for an extended header above 64 MiB.
 */
export async function readMrcHeader(reader: RandomReader, path: string): Promise<MrcHeader> {
  const header = parseMrcHeader(await reader.read(0, mrcHeaderBytes), reader.size, path);
  const { nsymbt, exttyp } = header.fields;
  if (nsymbt > largestExtendedHeader) {
    const expected = `nsymbt of at most ${largestExtendedHeader}`;
    throw fileError('the extended header is too large', { path, offset: 92 }, expected, `nsymbt = ${nsymbt}`);
  }
  if (nsymbt === 0) return header;
  const carried = 'the big-endian extended header is carried over byte for byte';
  return {
    ...header,
    extended: { type: exttyp, bytes: await reader.read(mrcHeaderBytes, nsymbt) },
    warnings: header.littleEndian ? header.warnings : [...header.warnings, carried],
  };
}

/** dmax of a mode 0 file above which its bytes are unsigned. */
const largestSignedByte = 127;

/**
 * Reads an MRC2014 or older header from the first bytes of a file, without the extended header; `fileSize` is the
 * size of the unpacked file, null if unknown. Unknown machine stamps, a missing `MAP `, permuted axes and surplus
 * bytes are warnings.
 *
 * Fails with a FormatError for anything that cannot be read as a volume, such as a file shorter than its header
 * states, and with an UnsupportedError for complex and RGB modes. With `report` it only fails if the file ends within
 * its header or is clearly of another format; other errors are reported.
 *
 * @example
 * const bytes = await readFile('tomogram.mrc');
 * const { shape, voxelSize } = parseMrcHeader(bytes, bytes.length, 'tomogram.mrc');
 * console.log(`${shape.join(' × ')} voxels of ${voxelSize?.x} Å`);
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
    throw fileError('the file is empty', path, 'an MRC volume', '0 bytes');
  }
  refuseForeignContent(bytes, path);
  if (bytes.length < mrcHeaderBytes) {
    const found = `${fileSize ?? bytes.length} bytes`;
    throw fileError('the file ends within its MRC header', path, `at least ${mrcHeaderBytes} bytes`, found);
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

/** Returns the voxel size along an axis in Å; null if cell and sampling give none. */
export function voxelSizeAlong({ cella, mx, my, mz }: MrcFields, axis: 'x' | 'y' | 'z'): number | null {
  const [cell, sampling] = { x: [cella[0], mx], y: [cella[1], my], z: [cella[2], mz] }[axis] as [
    number,
    number,
  ];
  return sampling > 0 && Number.isFinite(cell / sampling) ? cell / sampling : null;
}

/** Returns the error for a file that is shorter than its header states. */
export function truncated(fields: MrcFields, promised: number, fileSize: number, path: string): FormatError {
  const { nx, ny, nz, mode, nsymbt } = fields;
  const samples = `${nx} × ${ny} × ${nz} samples of mode ${mode} after ${mrcHeaderBytes + nsymbt} bytes`;
  return shorterThanHeader(path, `${promised} bytes (${samples})`, fileSize);
}

function surplusWarning(promised: number, fileSize: number): string {
  return `${fileSize - promised} surplus bytes at the end: the header promises ${promised} bytes, the file has ${fileSize}`;
}

function refuseNonsense({ nx, ny, nz, mode, map }: MrcFields, path: string): void {
  if ([nx, ny, nz].every((extent) => extent >= 0 && extent <= 1_000_000) && mode >= 0 && mode <= 101) return;
  throw fileError('not an MRC volume', { path, offset: 208 }, 'the word `MAP `', JSON.stringify(map));
}

function reportExtents({ nx, ny, nz, nsymbt }: MrcFields, path: string, report: Report): void {
  for (const [index, [name, extent]] of Object.entries({ nx, ny, nz }).entries()) {
    if (extent > 0) continue;
    const at = { path, offset: 4 * index };
    report(fileError('a volume without samples', at, `${name} above 0`, `${name} = ${extent}`));
  }
  if (nsymbt < 0) {
    const at = { path, offset: 92 };
    report(fileError('an extended header of negative size', at, 'nsymbt of 0 or more', `nsymbt = ${nsymbt}`));
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

const [downloadHint, unpackHint, convertHint] = [
  'the download probably failed; fetch the file again',
  'unpack it first',
  'convert it to MRC first',
];

/** Other formats by the beginning of their files, one character a byte, with what helps. */
const kinds: readonly (readonly [start: string | RegExp, found: string, hint: string])[] = [
  [
    'version https://git-lfs.github.com/spec/',
    'a Git LFS pointer',
    'fetch the file itself with `git lfs pull`',
  ],
  [/^\s*<(!doctype\s+html|html|head|body)\b/i, 'an HTML page', downloadHint],
  [/^\s*<(\?xml|error)\b/i, 'an XML document', downloadHint],
  [/^\s*\{\s*"/, 'a JSON document', downloadHint],
  ['\x1f\x8b', 'gzip data', 'unpack the file once more'],
  [/^BZh[1-9]1AY&SY/, 'bzip2 data', 'unpack the file once more'],
  ['PK\x03\x04', 'a zip archive', unpackHint],
  ['\xfd7zXZ', 'xz data', unpackHint],
  ['\x28\xb5\x2f\xfd', 'zstd data', unpackHint],
  ['\x89HDF', 'an HDF5 file', convertHint],
  ['II*\0', 'a TIFF file', convertHint],
  ['MM\0*', 'a TIFF file', convertHint],
  ['%PDF-', 'a PDF document', downloadHint],
];

/** Fails with a FormatError if the first bytes of a file show that it is of another format than MRC. */
function refuseForeignContent(bytes: Uint8Array, path: string): void {
  if (isNamedMrc(bytes)) return;
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  const foreign = kinds.find(([start]) =>
    typeof start === 'string' ? head.startsWith(start) : start.test(head),
  );
  if (foreign === undefined) return;
  const [, found, hint] = foreign;
  throw new FormatError('not an MRC volume', { path, expected: 'an MRC header', found, hint });
}

/** True for the first bytes of an MRC header: with the word `MAP`, or, as before 1999, without it but plausible. */
export function isMrcHeader(bytes: Uint8Array, path: string): boolean {
  if (isNamedMrc(bytes)) return true;
  try {
    parseMrcHeader(bytes, null, path);
    return true;
  } catch (error) {
    // An UnsupportedError names a mode of MRC that is not read.
    return !(error instanceof FormatError);
  }
}
