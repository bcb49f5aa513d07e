import { FormatError, UnsupportedError } from '../../base/errors.js';
import { isHdf5 } from '../hdf5.js';
import { child, childrenOf } from '../xml.js';
import { sffDocument, sffText, withHffFile } from './sff.js';

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

/** A lattice in a file, with access to its values by name. */
interface StoredLattice {
  readonly id: string;
  readonly value: (name: string) => string | number | null;
}

/**
 * Reads the lattice of the segments of an EMDB-SFF file (XML or HDF5): the only one, or the only one that segments
 * refer to. Layout: EMDB-SFF 0.8, segmentation_da.xsd; sfftk-rw for 0.7. Fails with a FormatError if it is missing or
 * incomplete, and with an UnsupportedError if there are several.
 */
export async function readSffLattice(bytes: Uint8Array, path: string): Promise<SffLattice> {
  if (!isHdf5(bytes)) return fromXml(bytes, path);
  return withHffFile(bytes, path, (file) => {
    const lattices = file.keys('/lattice_list').map((id): StoredLattice => {
      const key = `/lattice_list/${id}`;
      return { id, value: (name) => file.text(`${key}/${name}`) ?? file.number(`${key}/${name}`) };
    });
    const used = file
      .keys('/segment_list')
      .map((id) => file.number(`/segment_list/${id}/three_d_volume/lattice_id`));
    return choose(lattices, used, path);
  });
}

function fromXml(bytes: Uint8Array, path: string): SffLattice {
  const { root, segments } = sffDocument(bytes, path);
  const list = child(root, 'lattice_list');
  const lattices = (list === null ? [] : childrenOf(list, 'lattice')).map((element, index): StoredLattice => {
    const at = (name: string) => {
      const [outer = '', inner] = name.split('/');
      return inner === undefined ? sffText(element, outer) : sffText(child(element, outer), inner);
    };
    return { id: element.attributes.get('id') ?? String(index), value: at };
  });
  const volumes = childrenOf(segments, 'segment').map((segment) => child(segment, 'three_d_volume'));
  const used = volumes.map((volume) => sffText(volume, 'lattice_id'));
  // Version 0.6 names files of other programs instead.
  const [otherFile] = volumes.flatMap((volume) => sffText(volume, 'file') ?? []);
  return choose(lattices, used, path, otherFile);
}

function choose(
  lattices: readonly StoredLattice[],
  used: readonly (string | number | null)[],
  path: string,
  otherFile?: string,
): SffLattice {
  const named = new Set(used.map(String));
  const shown = lattices.length === 1 ? lattices : lattices.filter(({ id }) => named.has(id));
  const [first] = shown;
  if (first === undefined) {
    const found = lattices.length === 0 ? 'none' : `${lattices.length} that no segment names`;
    const hint = otherFile === undefined ? {} : { hint: `its voxels are in ${otherFile}` };
    throw new FormatError('an EMDB-SFF file without volumes', {
      path,
      expected: 'a lattice',
      found,
      ...hint,
    });
  }
  if (shown.length > 1) {
    const found = shown.map(({ id }) => id).join(', ');
    const hint = 'give each segment as a file of its own';
    throw new UnsupportedError('the segments are volumes of several lattices', {
      path,
      keyPath: '/lattice_list',
      expected: 'one lattice',
      found,
      hint,
    });
  }
  return latticeOf(first, path);
}

function latticeOf({ id, value }: StoredLattice, path: string): SffLattice {
  const key = `/lattice_list/${id}`;
  const [mode, data] = [value('mode'), value('data')];
  if (typeof mode !== 'string' || typeof data !== 'string') {
    throw new FormatError('the lattice is incomplete', {
      path,
      keyPath: key,
      expected: 'mode and data',
      found: 'none',
    });
  }
  const endianness = value('endianness') ?? 'little';
  if (endianness !== 'little' && endianness !== 'big') {
    const facts = { path, keyPath: key, expected: 'little or big', found: String(endianness) };
    throw new FormatError('unknown byte order', facts);
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
    throw new FormatError('invalid size of a lattice', {
      path,
      keyPath: key,
      expected: 'sections × rows × cols',
      found,
    });
  }
  const start = extent('start', -(2 ** 31)) ?? [0, 0, 0];
  return { key, mode, littleEndian: endianness === 'little', shape, start, data };
}
