import type { Dataset, File } from 'h5wasm';
import { FormatError, UnsupportedError } from '../../base/errors.js';
import { checkClaim, type Hdf5, isHdf5, withHdf5File } from '../../formats/hdf5.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import { isNamedMrc } from '../mrc/header.js';
import type { SampleType, VolumeHeader } from '../volume.js';
import { openSff, readSffHeader } from './sff-format.js';
import {
  fileOf,
  type OpenOptions,
  type OpenSource,
  plainHeader,
  stageSamples,
  type VolumeCandidate,
  type VolumeFormat,
} from './volume-format.js';

/** HDF5 volumes: of EMDB-SFF if the file has lattices, else of EMAN2. */
export const hdf5Format: VolumeFormat = {
  name: 'HDF5',
  sniff: ({ file, head }) => file !== null && isHdf5(head) && !isNamedMrc(head),
  readHeader: async (candidate) =>
    (await isSegmentation(candidate)) ? readSffHeader(candidate) : readEmanHeader(candidate),
  open: async (candidate, options) =>
    (await isSegmentation(candidate)) ? openSff(candidate, options) : openEman(candidate, options),
};

/** Bytes of the largest file that is read, since it is read into memory. */
const largestFile = 1024 * 1024 * 1024;

async function isSegmentation(candidate: VolumeCandidate): Promise<boolean> {
  const file = fileOf(candidate);
  if (file.size > largestFile) return false;
  const bytes = await file.read(0, file.size);
  return withHdf5File(bytes, candidate.location, 'a volume', (opened) =>
    opened.keys().some((key) => ['lattice_list', 'lattices', 'segments'].includes(key)),
  );
}

const images = '/MDF/images';

/** Sample types by the library's type names, without byte order. */
const sampleTypes: ReadonlyMap<string, SampleType> = new Map([
  ['b', 'int8'],
  ['B', 'uint8'],
  ['h', 'int16'],
  ['H', 'uint16'],
  ['i', 'int32'],
  ['I', 'uint32'],
  ['f', 'float32'],
  ['d', 'float64'],
]);

/** Values that integers stand for: EMAN2 stores fewer bits that way (`stored_renderbits` above 0). */
interface Scaling {
  readonly min: number;
  readonly max: number;
  readonly steps: number;
}

interface EmanImage {
  readonly header: VolumeHeader;
  readonly sections: readonly { readonly data: Dataset; readonly z: number | null }[];
  readonly scaling: readonly (Scaling | null)[];
}

/**
 * Reads the header of an EMAN2 volume: one data set `MDF/images/0/image` of (z, y, x), or one of (y, x) for every
 * section. Layout and scaling of stored integers: EMAN2, libEM/hdfio2.cpp.
 */
function readEmanHeader(candidate: VolumeCandidate): Promise<VolumeHeader> {
  return withImage(candidate, ({ header }) => header);
}

/** Opens a volume of EMAN2; the file is in memory only while its samples are copied. */
async function openEman(candidate: VolumeCandidate, options: OpenOptions): Promise<OpenSource> {
  const header = await withImage(candidate, (image) => image.header);
  const rowBytes = sourceRowBytes(header.sampleType, header.shape[2]);
  return stageSamples(header, rowBytes, options, (staged) =>
    withImage(candidate, ({ sections, scaling }) => {
      for (const [z, { data, z: own }] of sections.entries()) {
        options.signal?.throwIfAborted();
        const stored = own === null ? data.value : data.slice([[own, own + 1]]);
        staged.write(z * header.shape[1] * rowBytes, bytesOf(stored, scaling[own === null ? z : 0] ?? null));
      }
    }),
  );
}

async function withImage<Result>(
  candidate: VolumeCandidate,
  work: (image: EmanImage) => Result,
): Promise<Result> {
  const [file, path] = [fileOf(candidate), candidate.location];
  if (file.size > largestFile) {
    const facts = {
      path,
      expected: `at most ${largestFile} bytes`,
      found: `${file.size} bytes`,
      hint: 'convert it to MRC',
    };
    throw new UnsupportedError('the HDF5 file is too large', facts);
  }
  const bytes = await file.read(0, file.size);
  return withHdf5File(bytes, path, 'an EMAN2 volume', (opened, hdf5) =>
    work(imageOf(opened, hdf5, file.size, path)),
  );
}

function imageOf(file: File, hdf5: Hdf5, fileBytes: number, path: string): EmanImage {
  const group = file.get(images);
  const keys = group instanceof hdf5.Group ? group.keys().filter((key) => /^\d+$/.test(key)) : [];
  keys.sort((a, b) => Number(a) - Number(b));
  const found = keys.map((key) => {
    const [item, data] = [file.get(`${images}/${key}`), file.get(`${images}/${key}/image`)];
    if (item instanceof hdf5.Group && data instanceof hdf5.Dataset) {
      checkClaim(data, `${images}/${key}/image`, fileBytes, path);
      return { item, data, shape: data.shape ?? [] };
    }
    throw new FormatError('an EMAN2 image without samples', {
      path,
      expected: `${images}/${key}/image`,
      found: 'none',
    });
  });
  const [first] = found;
  if (first === undefined) {
    const facts = { path, expected: `${images}/0/image`, found: 'none', hint: 'convert the volume to MRC' };
    throw new FormatError('an HDF5 file that is not an EMAN2 volume', facts);
  }
  const [y, x] = first.shape.slice(-2);
  const isVolume = first.shape.length === 3;
  const isUsual = first.shape.length === 2 || (isVolume && found.length === 1);
  if (!isUsual || !(x !== undefined && y !== undefined && first.shape.every((extent) => extent > 0))) {
    const expected = 'one image of z, y, x, or images of y, x';
    const described = `${found.length} of ${first.shape.join(' × ')}`;
    throw new UnsupportedError('this EMAN2 file is not a volume', { path, expected, found: described });
  }
  const types = new Set(found.map(({ data, shape }) => `${shape.join(' × ')} of ${String(data.dtype)}`));
  if (types.size > 1)
    throw new FormatError('the images of the file differ', { path, found: [...types].join(', ') });
  const scaling = found.map(({ item }) => scalingOf(item));
  const stored = sampleTypes.get(String(first.data.dtype).slice(1));
  if (stored === undefined) {
    const facts = { path, expected: 'integers of 8 to 32 bits or floats', found: String(first.data.dtype) };
    throw new UnsupportedError('this type of samples cannot be read', facts);
  }
  const z = isVolume ? (first.shape[0] ?? 1) : found.length;
  const header = plainHeader({
    format: 'eman',
    shape: [z, y, x],
    sampleType: scaling.some((each) => each !== null) ? 'float32' : stored,
    littleEndian: true,
    voxelSize: voxelSizeOf(first.item),
  });
  const sections = isVolume
    ? Array.from({ length: z }, (_, index) => ({ data: first.data, z: index }))
    : found.map(({ data }) => ({ data, z: null }));
  return { header, sections, scaling };
}

type Attributed = { readonly attrs: Readonly<Record<string, { readonly value: unknown }>> };

function numberAt({ attrs }: Attributed, name: string): number {
  const value: unknown = attrs[`EMAN.${name}`]?.value;
  const one: unknown = ArrayBuffer.isView(value) || Array.isArray(value) ? Object.values(value)[0] : value;
  return typeof one === 'number' || typeof one === 'bigint' ? Number(one) : Number.NaN;
}

function voxelSizeOf(item: Attributed): VolumeHeader['voxelSize'] {
  const [x, y, z] = ['apix_x', 'apix_y', 'apix_z'].map((name) => numberAt(item, name)) as [
    number,
    number,
    number,
  ];
  return x > 0 && y > 0 && z > 0 ? { x, y, z } : null;
}

function scalingOf(item: Attributed): Scaling | null {
  const bits = numberAt(item, 'stored_renderbits');
  const [min, max] = [numberAt(item, 'stored_rendermin'), numberAt(item, 'stored_rendermax')];
  return bits > 0 && bits <= 32 && max - min !== 0 && Number.isFinite(max - min)
    ? { min, max, steps: 2 ** bits - 1 }
    : null;
}

function bytesOf(stored: unknown, scaling: Scaling | null): Uint8Array {
  if (!ArrayBuffer.isView(stored)) throw new FormatError('samples that are not numbers');
  if (scaling === null) return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  const { min, max, steps } = scaling;
  const values = Float32Array.from(stored as Uint16Array, (value) => (value / steps) * (max - min) + min);
  return new Uint8Array(values.buffer);
}
