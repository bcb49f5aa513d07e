import { FormatError, UnsupportedError } from '../../errors/index.js';
import { isJsonObject, type JsonObject, type JsonValue, parseJson, toNumber } from '../../json/index.js';
import type { Storage } from '../../storage/index.js';
import type { SampleFormat } from '../../volume/kernels/index.js';
import type { SampleType, Shape } from '../../volume/volume.js';

/** An array of an OME-Zarr (zarr v2), as its metadata file describes it. */
export interface ZarrArray {
  readonly storage: Storage;
  /** Directory of the array. */
  readonly key: string;
  readonly shape: Shape;
  readonly chunk: Shape;
  readonly format: SampleFormat;
  readonly bytesPerSample: number;
  readonly separator: '.' | '/';
  readonly compressor: JsonObject | null;
  /** Value of samples whose chunk is not there. */
  readonly fill: number;
  /** The whole metadata file. */
  readonly metadata: JsonObject;
}

/** Larger chunks would not fit twice into the memory that a comparison may take. */
const largestChunkBytes = 256 * 1024 * 1024;

const metadataLimit = 1024 * 1024;

const sampleTypes: Readonly<Record<string, readonly [SampleType, number]>> = {
  i1: ['int8', 1],
  u1: ['uint8', 1],
  b1: ['uint8', 1],
  i2: ['int16', 2],
  u2: ['uint16', 2],
  f2: ['float16', 2],
  i4: ['int32', 4],
  u4: ['uint32', 4],
  f4: ['float32', 4],
  f8: ['float64', 8],
};

/** Reads a JSON file of a zarr; null when it is not there. Fails with a FormatError when it is no JSON object. */
export async function readZarrJson(storage: Storage, key: string): Promise<JsonObject | null> {
  if ((await storage.stat(key)) === null) return null;
  const text = new TextDecoder().decode(await storage.get(key, metadataLimit));
  try {
    const value = parseJson(text);
    if (isJsonObject(value)) return value;
  } catch (cause) {
    throw new FormatError('not JSON', { path: storage.location(key), cause });
  }
  throw new FormatError('not a JSON object', { path: storage.location(key) });
}

/**
 * Reads the metadata of an array. Fails with a FormatError when they describe no array of three axes, and with an
 * UnsupportedError for data types, orders and filters that are not read.
 */
export async function openZarrArray(storage: Storage, key: string): Promise<ZarrArray> {
  const metadataKey = `${key}/.zarray`;
  const path = storage.location(metadataKey);
  const metadata = await readZarrJson(storage, metadataKey);
  if (metadata === null) throw new FormatError('the array has no metadata', { path });
  const shape = extents(metadata.shape, 'shape', path);
  const chunk = extents(metadata.chunks, 'chunks', path);
  const { bytesPerSample, format } = sampleFormat(metadata.dtype, path);
  const unsupported = (name: string) => new UnsupportedError(`this ${name} of a zarr is not read`, { path });
  if (metadata.order !== 'C') throw unsupported('order');
  if (Array.isArray(metadata.filters) && metadata.filters.length > 0) throw unsupported('filter');
  const chunkBytes = chunk.reduce((product, extent) => product * extent, bytesPerSample);
  if (chunkBytes > largestChunkBytes) {
    throw new UnsupportedError('the chunks are too large to be compared', {
      path,
      expected: `at most ${largestChunkBytes} bytes`,
      found: `${chunkBytes} bytes`,
    });
  }
  return {
    storage,
    key,
    shape,
    chunk,
    format,
    bytesPerSample,
    separator: metadata.dimension_separator === '/' ? '/' : '.',
    compressor: isJsonObject(metadata.compressor) ? metadata.compressor : null,
    fill: fillValue(metadata.fill_value),
    metadata,
  };
}

function extents(value: JsonValue | undefined, name: string, path: string): Shape {
  const numbers = Array.isArray(value) ? value.map((item) => toNumber(item)) : [];
  const isShape =
    numbers.length === 3 && numbers.every((extent) => Number.isSafeInteger(extent) && (extent ?? 0) > 0);
  if (isShape) return numbers as unknown as Shape;
  throw new FormatError(`the ${name} of the array is none`, {
    path,
    keyPath: name,
    expected: 'three whole numbers above 0',
    found: JSON.stringify(value),
  });
}

function sampleFormat(
  dtype: JsonValue | undefined,
  path: string,
): { format: SampleFormat; bytesPerSample: number } {
  const text = typeof dtype === 'string' ? dtype : '';
  const code = text.slice(1);
  const known = Object.hasOwn(sampleTypes, code) ? sampleTypes[code] : undefined;
  if (known === undefined || !'<>|'.includes(text[0] ?? ' ')) {
    throw new UnsupportedError('this data type of a zarr is not read', {
      path,
      keyPath: 'dtype',
      expected: 'a number of at most 64 bits',
      found: JSON.stringify(dtype),
    });
  }
  const [sampleType, bytesPerSample] = known;
  return { format: { sampleType, littleEndian: text[0] !== '>', unsignedBytes: false }, bytesPerSample };
}

function fillValue(value: JsonValue | undefined): number {
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  return toNumber(value) ?? 0;
}
