import type { Dataset, File } from 'h5wasm';
import { FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import { checkClaim, type Hdf5, isHdf5, withHdf5File } from '../../formats/hdf5.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import { isNamedMrc } from '../mrc/header.js';
import type { SampleType, VolumeHeader } from '../volume.js';
import { readSff } from './sff-format.js';
import type { FoundVolume, OpenOptions, VolumeFile, VolumeFormat } from './volume-format.js';
import { plainHeader, requireAtMost, stageSamples } from './volume-format.js';

/** HDF5 volumes: of EMDB-SFF if the file has lattices, of ilastik if it has `exported_data`, else of EMAN2. */
export const hdf5Format: VolumeFormat = {
  name: 'HDF5',
  sniff: (head) => isHdf5(head) && !isNamedMrc(head),
  read: async (volume, options) =>
    (await isSegmentation(volume)) ? readSff(volume, options) : readImage(volume, options),
};

/** Bytes of the largest file that is read, since it is read into memory. */
const largestFile = 1024 * 1024 * 1024;

async function isSegmentation({ file, path }: VolumeFile): Promise<boolean> {
  if (file.size > largestFile) return false;
  const bytes = await file.read(0, file.size);
  return withHdf5File(bytes, path, 'a volume', (opened) =>
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

/** A range of indices along an axis: first, and that after the last. */
type Range = [number, number];

/** Some sections of a volume: a data set, or a part of one. */
interface Slab {
  readonly data: Dataset;
  readonly ranges: Range[] | null;
  /** Its first section in the volume. */
  readonly z: number;
  readonly scaling: Scaling | null;
}

/** A volume in data sets whose columns come fastest. */
interface StoredImage {
  readonly header: VolumeHeader;
  readonly slabs: readonly Slab[];
}

/** Reads a volume of EMAN2 or ilastik; the file is in memory only while its samples are copied. */
async function readImage(volume: VolumeFile, options: OpenOptions): Promise<FoundVolume> {
  const header = await withImage(volume, (image) => image.header);
  const open = () =>
    stageSamples(header, options, (staged, rowBytes) =>
      withImage(volume, ({ slabs }) => {
        for (const { data, ranges, z, scaling } of slabs) {
          options.signal?.throwIfAborted();
          const stored = ranges === null ? data.value : data.slice(ranges);
          staged.write(z * header.shape[1] * rowBytes, bytesOf(stored, scaling));
        }
      }),
    );
  return { header, open };
}

async function withImage<Result>({ file, path }: VolumeFile, work: (image: StoredImage) => Result) {
  const hint = 'convert it to MRC';
  requireAtMost(largestFile, file.size, 'the HDF5 file is too large', { path, hint });
  const bytes = await file.read(0, file.size);
  return withHdf5File(bytes, path, 'an EMAN2 volume', (opened, hdf5) => {
    const exported = opened.get(ilastikKey);
    return work(
      exported instanceof hdf5.Dataset
        ? ilastikImage(exported, file.size, path)
        : emanImage(opened, hdf5, file.size, path),
    );
  });
}

const ilastikKey = '/exported_data';
/** Bytes of the sections that are read at once, unless a chunk has more. */
const slabBytes = 16 * 1024 * 1024;

/**
 * Returns the volume that ilastik exports: the data set `exported_data`, whose attribute `axistags` names its axes in
 * JSON (vigra's AxisTags), such as z, y, x and c. Fails with an UnsupportedError for another order, several channels or
 * several times.
 */
function ilastikImage(data: Dataset, fileBytes: number, path: string): StoredImage {
  checkClaim(data, ilastikKey, fileBytes, path);
  const shape = data.shape ?? [];
  const usual = shape.length === 5 ? 'tzyxc' : 'zyxc'.slice(0, shape.length);
  const tags: unknown = data.attrs.axistags?.value;
  const keys =
    typeof tags === 'string' ? [...tags.matchAll(/"key"\s*:\s*"(\w)"/g)].map(([, key]) => key) : [];
  const axes = keys.length === shape.length ? keys.join('') : usual;
  const spatial = axes.replace(/[tc]/g, '');
  const isOne = shape.every((extent, axis) => extent === 1 || /[zyx]/.test(axes[axis] ?? ''));
  if (spatial !== 'zyx' || !isOne) {
    throw new UnsupportedError('this export of ilastik is not one volume', {
      path,
      keyPath: ilastikKey,
      expected: 'axes z, y, x and one channel',
      found: `${axes} of ${shape.join(' × ')}`,
      hint: 'export one channel, transposed to zyx',
    });
  }
  const at = (axis: string) => shape[axes.indexOf(axis)] ?? 1;
  const [nz, ny, nx] = [at('z'), at('y'), at('x')];
  const sampleType = sampleTypeOf(data, path);
  const sectionBytes = Math.max(1, ny * sourceRowBytes(sampleType, nx));
  const chunk = data.metadata.chunks?.[axes.indexOf('z')] ?? 1;
  const depth = chunk * Math.max(1, Math.floor(slabBytes / (chunk * sectionBytes)));
  const slabs = Array.from({ length: Math.ceil(nz / depth) }, (_, index): Slab => {
    const range: Range = [index * depth, Math.min(nz, (index + 1) * depth)];
    const ranges = shape.map((extent, axis): Range => (axes[axis] === 'z' ? range : [0, extent]));
    return { data, ranges, z: index * depth, scaling: null };
  });
  const facts = { format: 'ilastik', sampleType, littleEndian: true, voxelSize: null } as const;
  return { header: plainHeader({ ...facts, shape: [nz, ny, nx] }), slabs };
}

function sampleTypeOf({ dtype }: Dataset, path: string): SampleType {
  const type = sampleTypes.get(String(dtype).slice(1));
  if (type !== undefined) return type;
  const facts = { path, expected: 'integers of 8 to 32 bits or floats', found: String(dtype) };
  throw new UnsupportedError('this type of samples cannot be read', facts);
}

/**
 * Returns the volume of EMAN2: one data set `MDF/images/0/image` of (z, y, x), or one of (y, x) for every section.
 * Layout and scaling of stored integers: EMAN2, libEM/hdfio2.cpp.
 */
function emanImage(file: File, hdf5: Hdf5, fileBytes: number, path: string): StoredImage {
  const group = file.get(images);
  const keys = group instanceof hdf5.Group ? group.keys().filter((key) => /^\d+$/.test(key)) : [];
  keys.sort((a, b) => Number(a) - Number(b));
  const found = keys.map((key) => {
    const [item, data] = [file.get(`${images}/${key}`), file.get(`${images}/${key}/image`)];
    if (item instanceof hdf5.Group && data instanceof hdf5.Dataset) {
      checkClaim(data, `${images}/${key}/image`, fileBytes, path);
      return { item, data, shape: data.shape ?? [] };
    }
    throw fileError('an EMAN2 image without samples', path, `${images}/${key}/image`, 'none');
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
  const stored = sampleTypeOf(first.data, path);
  const z = isVolume ? (first.shape[0] ?? 1) : found.length;
  const header = plainHeader({
    format: 'eman',
    shape: [z, y, x],
    sampleType: scaling.some((each) => each !== null) ? 'float32' : stored,
    littleEndian: true,
    voxelSize: voxelSizeOf(first.item),
  });
  const slabs = Array.from({ length: z }, (_, index): Slab => {
    const data = isVolume ? first.data : (found[index]?.data ?? first.data);
    const ranges: Range[] | null = isVolume ? [[index, index + 1]] : null;
    return { data, ranges, z: index, scaling: scaling[isVolume ? 0 : index] ?? null };
  });
  return { header, slabs };
}

type Attributed = { readonly attrs: Readonly<Record<string, { readonly value: unknown }>> };

function numberAt({ attrs }: Attributed, name: string): number {
  const value: unknown = attrs[`EMAN.${name}`]?.value;
  const one: unknown = ArrayBuffer.isView(value) || Array.isArray(value) ? Object.values(value)[0] : value;
  return typeof one === 'number' || typeof one === 'bigint' ? Number(one) : Number.NaN;
}

function voxelSizeOf(item: Attributed): VolumeHeader['voxelSize'] {
  const along = (axis: 'x' | 'y' | 'z') => numberAt(item, `apix_${axis}`);
  const [x, y, z] = [along('x'), along('y'), along('z')];
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
