import { type FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import { isXml } from '../../formats/file-head.js';
import { inflatePieces } from '../../formats/inflate.js';
import { readSffLattice, type SffLattice } from '../../formats/mesh/sff.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import type { VolumeHeader } from '../volume.js';
import type { FoundVolume, OpenOptions, StagedFile, VolumeFile, VolumeFormat } from './volume-format.js';
import { plainHeader, requireAtMost, stageSamples } from './volume-format.js';

/** Bytes of the largest file that is read, since its text is in memory. */
const largestFile = 384 * 1024 * 1024;
/** Characters of base64 that are decoded at a time; a multiple of 4. */
const pieceLength = 262_144;

const sampleTypes = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'] as const;

/**
 * The volumes of EMDB-SFF segmentations: the lattice of the segments, whose values are theirs. Layout: EMDB-SFF 0.8,
 * segmentation_da.xsd; the order of samples is that of sfftk-rw, whose arrays are sections, rows, columns.
 */
export const sffFormat: VolumeFormat = {
  name: 'EMDB-SFF',
  sniff: isXml('segmentation'),
  read: readSff,
};

/** Reads the lattice of a segmentation, XML or HDF5. */
export async function readSff({ file, path }: VolumeFile, options: OpenOptions): Promise<FoundVolume> {
  const hint = 'convert the lattice to MRC';
  requireAtMost(largestFile, file.size, 'the segmentation is too large', { path, hint });
  const lattice = await readSffLattice(await file.read(0, file.size), path);
  const header = headerOf(lattice, path);
  const [nz, ny, nx] = header.shape;
  const total = nz * ny * sourceRowBytes(header.sampleType, nx);
  const open = async () => {
    checkClaim(lattice, total, path);
    return stageSamples(header, options, (staged) => unpack(lattice, total, staged, path));
  };
  return { header, open };
}

function headerOf({ key, mode, shape, start, littleEndian }: SffLattice, path: string): VolumeHeader {
  const sampleType = sampleTypes.find((type) => type === mode);
  if (sampleType === undefined) {
    const facts = { path, keyPath: key, expected: sampleTypes.join(', '), found: mode };
    throw new UnsupportedError('this type of samples cannot be read', facts);
  }
  const isShifted = start.some((index) => index !== 0);
  const warnings = isShifted
    ? [`the lattice begins at section, row, column ${start.join(', ')}, which is not applied`]
    : [];
  return plainHeader({ format: 'sff', shape, sampleType, littleEndian, voxelSize: null, warnings });
}

/** Fails with a FormatError for less data than zlib needs: a few bytes may claim a huge volume. */
function checkClaim({ key: keyPath, data }: SffLattice, bytes: number, path: string): void {
  if (bytes <= 1032 * data.length) return;
  const [expected, found] = [`samples for ${bytes} bytes`, `${data.length} characters`];
  throw fileError('the lattice is too short for its size', { path, keyPath }, expected, found);
}

async function unpack({ key, data }: SffLattice, total: number, staged: StagedFile, path: string) {
  let written = 0;
  const at = { path, keyPath: key };
  const wrong = (found: string) =>
    fileError('the lattice does not fit its size', at, `${total} bytes of samples`, found);
  const sink = (bytes: Uint8Array): boolean => {
    if (written + bytes.length > total) throw wrong('more');
    staged.write(written, bytes);
    written += bytes.length;
    return true;
  };
  const damaged = (cause: unknown) => {
    const found = cause instanceof Error ? cause.message : String(cause);
    return fileError('the lattice cannot be unpacked', { ...at, cause }, 'zlib data as base64', found);
  };
  await inflatePieces(pieces(data, damaged), 'deflate', sink, damaged);
  if (written < total) throw wrong(`${written} bytes`);
}

async function* pieces(data: string, damaged: (cause: unknown) => FormatError): AsyncGenerator<Uint8Array> {
  const text = /\s/.test(data) ? data.replace(/\s+/g, '') : data;
  for (let at = 0; at < text.length; at += pieceLength) {
    let binary: string;
    try {
      binary = atob(text.slice(at, at + pieceLength));
    } catch (cause) {
      throw damaged(cause);
    }
    yield Uint8Array.from(binary, (character) => character.charCodeAt(0));
  }
}
