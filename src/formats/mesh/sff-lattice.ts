import { fileError, UnsupportedError } from '../../base/errors.js';
import { isHdf5 } from '../hdf5.js';
import { type SffPart, sffRoot, withHffFile } from './sff.js';

/** The voxels of the segments of an EMDB-SFF file, packed. */
export interface SffLattice {
  /** Key of the lattice in the file, for messages. */
  readonly key: string;
  /** Type of the samples: `uint8`, `float32`, … */
  readonly mode: string;
  readonly littleEndian: boolean;
  /** Sections, rows and columns: (z, y, x). */
  readonly shape: readonly [number, number, number];
  /** First voxel, (z, y, x), in the volume that was segmented. */
  readonly start: readonly [number, number, number];
  /** Samples, columns fastest, compressed with zlib, as base64. */
  readonly data: string;
}

/**
 * Reads the lattice of the segments of an EMDB-SFF file (XML or HDF5): the only one, or the only one that segments
 * refer to. Layout: EMDB-SFF 0.8, segmentation_da.xsd; sfftk-rw for 0.7. Fails with a FormatError if it is missing or
 * incomplete, and with an UnsupportedError if there are several.
 */
export async function readSffLattice(bytes: Uint8Array, path: string): Promise<SffLattice> {
  const choose = (root: SffPart) => chooseLattice(root, path);
  return isHdf5(bytes) ? withHffFile(bytes, path, choose) : choose(sffRoot(bytes, path));
}

function chooseLattice(root: SffPart, path: string): SffLattice {
  const lattices = root.members('lattice_list').map((part) => ({ part, id: part.key.replace(/^.*\//, '') }));
  const segments = root.members('segment_list');
  const used = segments.map((segment) => segment.value('three_d_volume/lattice_id'));
  // Version 0.6 names files of other programs instead.
  const [otherFile] = segments.flatMap((segment) => segment.value('three_d_volume/file') ?? []);
  const named = new Set(used.map(String));
  const shown = lattices.length === 1 ? lattices : lattices.filter(({ id }) => named.has(id));
  const [first] = shown;
  if (first === undefined) {
    const found = lattices.length === 0 ? 'none' : `${lattices.length} that no segment names`;
    const hint = otherFile === undefined ? {} : { hint: `its voxels are in ${otherFile}` };
    throw fileError('an EMDB-SFF file without volumes', { path, ...hint }, 'a lattice', found);
  }
  if (shown.length > 1) {
    const found = shown.map(({ id }) => id).join(', ');
    const hint = 'give each segment as a file of its own';
    const facts = { path, keyPath: '/lattice_list', expected: 'one lattice', found, hint };
    throw new UnsupportedError('the segments are volumes of several lattices', facts);
  }
  return latticeOf(first.part, path);
}

function latticeOf({ key, value }: SffPart, path: string): SffLattice {
  const [mode, data] = [value('mode'), value('data')];
  if (typeof mode !== 'string' || typeof data !== 'string') {
    throw fileError('the lattice is incomplete', { path, keyPath: key }, 'mode and data', 'none');
  }
  const endianness = value('endianness') ?? 'little';
  if (endianness !== 'little' && endianness !== 'big') {
    throw fileError('unknown byte order', { path, keyPath: key }, 'little or big', String(endianness));
  }
  const extent = (group: string, least: number) => {
    const numbers = ['sections', 'rows', 'cols'].map((axis) =>
      Number(value(`${group}/${axis}`) ?? Number.NaN),
    );
    if (numbers.every((number) => Number.isSafeInteger(number) && number >= least && number < 2 ** 31))
      return numbers as unknown as SffLattice['shape'];
    return null;
  };
  const shape = extent('size', 1);
  if (shape === null) {
    const found = ['sections', 'rows', 'cols'].map((axis) => String(value(`size/${axis}`))).join(' × ');
    throw fileError('invalid size of a lattice', { path, keyPath: key }, 'sections × rows × cols', found);
  }
  const start = extent('start', -(2 ** 31)) ?? [0, 0, 0];
  return { key, mode, littleEndian: endianness === 'little', shape, start, data };
}
