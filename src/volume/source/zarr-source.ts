import { FormatError, UnsupportedError } from '../../errors/index.js';
import type { RandomReader, Storage } from '../../storage/index.js';
import { KernelPool, sourceRowBytes } from '../kernels/index.js';
import type { Shape, VolumeHeader } from '../volume.js';
import { axisNames, openZarrArray, parseMultiscales, type ZarrArray } from '../zarr/index.js';
import { createStagedFile, type StagedFile } from './staged-file.js';

const attributesLimit = 64 * 1024 * 1024;

/** Opens level 0 of an OME-Zarr 0.4 image, or a bare zarr v2 array, which has no voxel size. */
export async function openZarrVolume(
  storage: Storage,
  key: string,
): Promise<{ header: VolumeHeader; array: ZarrArray }> {
  const has = async (name: string): Promise<boolean> => (await storage.stat(`${key}/${name}`)) !== null;
  if (await has('.zarray')) {
    const array = await openZarrArray(storage, key);
    return { header: headerOf(array, null), array };
  }
  if (!(await has('.zattrs'))) {
    const location = storage.location(key);
    if (await has('zarr.json')) {
      throw new UnsupportedError('zarr v3 cannot be read', {
        path: location,
        expected: 'OME-Zarr 0.4 (zarr v2)',
        found: 'zarr.json',
      });
    }
    throw new FormatError('not an OME-Zarr image', {
      path: location,
      expected: 'a file .zattrs',
      found: 'none',
    });
  }
  const attributes = `${key}/.zattrs`;
  const [bytes, location] = [await storage.get(attributes, attributesLimit), storage.location(attributes)];
  const [finest] = parseMultiscales(bytes, location);
  const array = await openZarrArray(storage, `${key}/${finest?.path}`);
  const header = headerOf(array, finest?.scale ?? null);
  return { header: { ...header, warnings: axisWarnings(axisNames(bytes, location)) }, array };
}

/** As for the axes of an MRC: samples are taken as they lie in the file. */
function axisWarnings(names: readonly string[]): string[] {
  const space = names.slice(-3).join(' ');
  const isOther = /^[xyz] [xyz] [xyz]$/i.test(space) && space.toLowerCase() !== 'z y x';
  return isOther ? [`axis order ${space} is not applied: axes are taken as z y x`] : [];
}

/** Decodes an array chunk by chunk into a temporary file of rows without gaps. */
export async function stageZarr(
  array: ZarrArray,
  options: {
    signal?: AbortSignal | undefined;
    directory?: string | undefined;
    kernels?: KernelPool | undefined;
  },
): Promise<{ reader: RandomReader; staged: StagedFile; rowBytes: number }> {
  const [nz, ny, nx] = array.shape;
  const { sampleBytes, sampleType } = array.metadata;
  const rowBytes = sourceRowBytes(sampleType, nx);
  const total = nz * ny * rowBytes;
  const staged = await createStagedFile(total, options.directory);
  try {
    const pool = options.kernels ?? new KernelPool();
    await pool.use(async (kernels) => {
      for (const index of indicesOf(array.grid)) {
        options.signal?.throwIfAborted();
        const samples = (await array.readChunk(index, kernels)) ?? fillChunk(array);
        if (samples !== null) writeChunk(staged, array, index, samples, rowBytes, sampleBytes);
      }
    });
    return { reader: await staged.finish(total), staged, rowBytes };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}

function headerOf({ metadata, shape }: ZarrArray, scale: readonly number[] | null): VolumeHeader {
  const [z, y, x] = scale?.slice(-3) ?? [];
  return {
    format: 'zarr',
    shape,
    sampleType: metadata.sampleType,
    littleEndian: metadata.littleEndian,
    voxelSize: x !== undefined && y !== undefined && z !== undefined && y > 0 ? { x, y, z } : null,
    unsignedBytes: false,
    extended: null,
    extra: null,
    warnings: [],
  };
}

function* indicesOf([nz, ny, nx]: Shape): Generator<Shape, void, undefined> {
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) for (let x = 0; x < nx; x += 1) yield [z, y, x];
  }
}

function writeChunk(
  staged: StagedFile,
  { shape, chunk }: ZarrArray,
  index: Shape,
  samples: Uint8Array,
  rowBytes: number,
  sampleBytes: number,
): void {
  const [z0, y0, x0] = [index[0] * chunk[0], index[1] * chunk[1], index[2] * chunk[2]];
  const [planes, rows, columns] = [
    Math.min(chunk[0], shape[0] - z0),
    Math.min(chunk[1], shape[1] - y0),
    Math.min(chunk[2], shape[2] - x0),
  ];
  const runs = columns === shape[2] && columns === chunk[2] ? 1 : rows;
  const runBytes = (rows / runs) * columns * sampleBytes;
  for (let plane = 0; plane < planes; plane += 1) {
    for (let run = 0; run < runs; run += 1) {
      const from = (plane * chunk[1] + run) * chunk[2] * sampleBytes;
      const to = ((z0 + plane) * shape[1] + y0 + run) * rowBytes + x0 * sampleBytes;
      staged.write(to, samples.subarray(from, from + runBytes));
    }
  }
}

/** A chunk of the fill value; null when that is 0, which the file holds already. */
function fillChunk({ metadata, chunk }: ZarrArray): Uint8Array | null {
  const { fillValue, sampleType, sampleBytes, littleEndian } = metadata;
  if (fillValue === 0) return null;
  const sample = new DataView(new ArrayBuffer(sampleBytes));
  switch (sampleType) {
    case 'float64':
      sample.setFloat64(0, fillValue, littleEndian);
      break;
    case 'float32':
      sample.setFloat32(0, fillValue, littleEndian);
      break;
    case 'int32':
    case 'uint32':
      sample.setUint32(0, fillValue >>> 0, littleEndian);
      break;
    case 'int16':
    case 'uint16':
      sample.setUint16(0, fillValue & 0xffff, littleEndian);
      break;
    case 'float16':
      throw new UnsupportedError('float16 arrays with a fill value cannot be read', {
        expected: 'a fill value of 0',
        found: String(fillValue),
      });
    default:
      sample.setUint8(0, fillValue & 0xff);
  }
  return Buffer.alloc(chunk[0] * chunk[1] * chunk[2] * sampleBytes, new Uint8Array(sample.buffer));
}
