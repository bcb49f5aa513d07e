import { FormatError, fileError, type Report, refuse, UnsupportedError } from '../../base/errors.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  toNumber,
  toPlain,
  valueAt,
} from '../../base/json-value.js';
import { type SampleFormat, sourceRowBytes } from '../kernels/blocks.js';
import type { Shape } from '../volume.js';
import { formatOf, v3Types, type WideIntegers, wideOf } from './data-types.js';

/** The metadata of an array: a zarr v2 `.zarray`, or a zarr v3 `zarr.json`. */
export interface ArrayMetadata {
  readonly shape: Shape;
  readonly chunk: Shape;
  /** Number of axes of one sample before z, y, x, which shape and chunk leave out. */
  readonly leadingAxes: number;
  /** Spelled like in zarr v2, e.g. `<f4`. */
  readonly dtype: string;
  /** Format of unpacked samples in memory; float64 for 64-bit integers. */
  readonly format: SampleFormat;
  readonly sampleBytes: number;
  readonly fillValue: number;
  /** Storage of integers of 64 bits; null for other types. */
  readonly wide: WideIntegers | null;
  /** Axes (z 0, y 1, x 2) of a stored chunk, slowest first: `[0, 1, 2]` is C order, `[2, 1, 0]` F order. */
  readonly storedAxes: readonly [number, number, number];
  /** Text before the index in a chunk's key: `c/` in zarr v3. */
  readonly keyPrefix: string;
  /** Text between the numbers of the index in a chunk's key. */
  readonly separator: '.' | '/';
  /** The codec's `id` and settings; null if chunks are not compressed. */
  readonly compressor: { readonly id: string; readonly [setting: string]: unknown } | null;
  /** True if a stored chunk ends with a CRC-32C of its bytes. */
  readonly hasChecksum: boolean;
  /** Set if several chunks are stored in one file. */
  readonly shard: ShardLayout | null;
  readonly document: JsonObject;
}

/** The layout of several chunks in one file (`sharding_indexed`, ZEP 2). */
export interface ShardLayout {
  /** Samples of a shard along z, y, x: a multiple of a chunk's. */
  readonly shape: Shape;
  readonly indexAt: 'start' | 'end';
  /** True if the index ends with a CRC-32C. */
  readonly hasChecksum: boolean;
}

/** The metadata of an array whose samples may be of an unsupported type, which is null then. */
export interface DescribedArray extends Omit<ArrayMetadata, 'format' | 'sampleBytes'> {
  readonly format: SampleFormat | null;
  readonly sampleBytes: number | null;
}

/**
 * Reads a `.zarray`. Fails with a FormatError if it is malformed, and with an UnsupportedError if the array cannot be
 * read. With `report` it only fails if shape, chunks, type or compressor are unintelligible; all other errors are
 * reported.
 */
export function parseArrayMetadata(document: JsonObject, path: string): ArrayMetadata;
export function parseArrayMetadata(document: JsonObject, path: string, report: Report): DescribedArray;
export function parseArrayMetadata(
  document: JsonObject,
  path: string,
  report: Report = refuse,
): DescribedArray {
  const facts = (keyPath: string, expected: string) => {
    const found = shown(document[keyPath]);
    return { path, keyPath, expected, found };
  };
  const unsupported = (key: string, expected: string) =>
    new UnsupportedError('unsupported zarr array', facts(key, expected));
  const malformed = (key: string, expected: string) =>
    new FormatError('invalid metadata of a zarr v2 array', facts(key, expected));

  if (toNumber(document.zarr_format) !== 2) report(malformed('zarr_format', '2'));
  const [shape, chunks] = [countsOf(document.shape), countsOf(document.chunks)];
  if (shape === null) throw malformed('shape', 'counts above 0');
  if (chunks === null || chunks.length !== shape.length) {
    throw malformed('chunks', 'as many counts above 0 as the shape has');
  }
  const dtype = String(document.dtype);
  if (!/^[<>|][a-z]\d+$/.test(dtype)) throw unsupported('dtype', 'integers of 1 to 8 bytes or floats');
  const format = formatOf(dtype);
  if (format === null) report(unsupported('dtype', 'integers of 1 to 8 bytes or floats'));
  const order = document.order ?? 'C';
  if (order !== 'C' && order !== 'F') report(malformed('order', '"C" or "F"'));
  if (Array.isArray(document.filters) ? document.filters.length > 0 : document.filters != null) {
    report(unsupported('filters', 'none'));
  }
  const separator = document.dimension_separator ?? '.';
  if (separator !== '.' && separator !== '/') report(malformed('dimension_separator', '"." or "/"'));
  const compressor = (toPlain(document.compressor ?? null) ?? null) as JsonValue;
  if (compressor !== null && !isCodec(compressor))
    throw malformed('compressor', 'null or an object with an id');
  const fillValue = fillValueOf(document.fill_value);
  if (fillValue === null) report(malformed('fill_value', 'a number or null'));
  return {
    ...volumeAxes(shape, chunks, path),
    dtype,
    format,
    sampleBytes: format === null ? null : sourceRowBytes(format.sampleType, 1),
    fillValue: fillValue ?? 0,
    wide: wideOf(dtype),
    storedAxes: order === 'F' ? [2, 1, 0] : [0, 1, 2],
    keyPrefix: '',
    hasChecksum: false,
    shard: null,
    separator: separator === '/' ? '/' : '.',
    compressor,
    document,
  };
}

/** Codecs of zarr v3 that compress a chunk. */
const v3Compressors = ['blosc', 'gzip', 'zstd'];
/** Chunks of the largest shard that is read; its index has 16 MiB. */
const mostChunks = 2 ** 20;

/**
 * Reads the `zarr.json` of a zarr v3 array (core specification 3.0; sharding: ZEP 2). Fails with a FormatError if it
 * is malformed, and with an UnsupportedError for unsupported types and codecs.
 */
export function parseV3Metadata(document: JsonObject, path: string): ArrayMetadata {
  const reader = v3Reader(document, path);
  const shape = reader.counts('shape', document.shape);
  const dataType = v3Types.get(String(document.data_type));
  if (dataType === undefined) throw reader.unsupported('data_type', 'integers of 1 to 8 bytes or floats');
  const fillValue = fillValueOf(document.fill_value);
  if (fillValue === null) throw reader.malformed('fill_value', 'a number');
  if (document.zarr_format !== 3 || document.node_type !== 'array') {
    throw reader.malformed('node_type', 'zarr_format 3 and node_type "array"');
  }
  if (Array.isArray(document.storage_transformers) && document.storage_transformers.length > 0) {
    throw reader.unsupported('storage_transformers', 'none');
  }
  if (valueAt(document, 'chunk_grid', 'name') !== 'regular')
    throw reader.unsupported('chunk_grid', 'regular');
  const stored = reader.counts('chunk_grid', valueAt(document, 'chunk_grid', 'configuration', 'chunk_shape'));
  if (stored.length !== shape.length) throw reader.malformed('chunk_grid', 'as many counts as the shape has');
  const codecs = reader.codecs(document.codecs);
  const sharding = codecs[0]?.name === 'sharding_indexed' ? codecs[0].configuration : null;
  if (sharding !== null && codecs.length > 1) throw reader.unsupported('codecs', 'sharding_indexed alone');
  const chunks = sharding === null ? stored : reader.counts('codecs', sharding.chunk_shape);
  const isWhole =
    chunks.length === stored.length && stored.every((count, axis) => count % chunks[axis]! === 0);
  if (!isWhole) throw reader.malformed('codecs', 'shards of whole chunks');
  const chain = reader.chain(sharding === null ? codecs : reader.codecs(sharding.codecs), shape.length);
  const dtype = `${dataType.endsWith('1') ? '|' : chain.byteOrder}${dataType}`;
  const format = formatOf(dtype);
  if (format === null) throw reader.unsupported('data_type', 'integers of 1 to 8 bytes or floats');
  const axes = volumeAxes(shape, chunks, path);
  return {
    ...axes,
    ...chain,
    ...reader.keyEncoding(),
    dtype,
    format,
    sampleBytes: sourceRowBytes(format.sampleType, 1),
    fillValue,
    wide: wideOf(dtype),
    shard:
      sharding === null ? null : reader.shard(sharding, volumeAxes(shape, stored, path).chunk, axes.chunk),
    document,
  };
}

interface Codec {
  readonly name: string;
  readonly configuration: JsonObject;
}

/** Reads the members of a document, and creates its errors. */
function v3Reader(document: JsonObject, path: string) {
  const foundAt = (key: string) => shown(document[key]).slice(0, 200);
  return { unsupported, malformed, counts, codecs, chain, keyEncoding, shard };

  function unsupported(keyPath: string, expected: string, found = foundAt(keyPath)): UnsupportedError {
    return new UnsupportedError('unsupported zarr array', { path, keyPath, expected, found });
  }

  function malformed(keyPath: string, expected: string): FormatError {
    return fileError('invalid metadata of a zarr v3 array', { path, keyPath }, expected, foundAt(keyPath));
  }

  function counts(key: string, value: JsonValue | undefined): number[] {
    const counts = countsOf(value);
    if (counts === null) throw malformed(key, 'counts above 0');
    return counts;
  }

  function codecs(value: JsonValue | undefined): Codec[] {
    return (Array.isArray(value) ? value : []).map((codec) => {
      const name = isJsonObject(codec) ? codec.name : codec;
      if (typeof name !== 'string') throw malformed('codecs', 'codecs with names');
      const configuration = valueAt(codec, 'configuration');
      return { name, configuration: isJsonObject(configuration) ? configuration : {} };
    });
  }

  /** Reads a chain of codecs: `transpose? bytes (blosc | gzip | zstd)? crc32c?`. */
  function chain(
    codecs: readonly Codec[],
    axes: number,
  ): Pick<ArrayMetadata, 'storedAxes' | 'compressor' | 'hasChecksum'> & { readonly byteOrder: '<' | '>' } {
    const left = [...codecs];
    const take = (...names: string[]) => (names.includes(left[0]?.name ?? '') ? left.shift() : undefined);
    const transpose = take('transpose');
    const bytes = take('bytes');
    const compressor = take(...v3Compressors);
    const checksum = take('crc32c');
    if (bytes === undefined || left.length > 0) {
      const found = codecs.map(({ name }) => name).join(', ') || 'none';
      throw unsupported('codecs', 'transpose, bytes, one of blosc, gzip and zstd, crc32c', found);
    }
    return {
      storedAxes: transpose === undefined ? [0, 1, 2] : storedAxes(transpose.configuration.order, axes),
      byteOrder: bytes.configuration.endian === 'big' ? '>' : '<',
      compressor: compressor === undefined ? null : { id: compressor.name },
      hasChecksum: checksum !== undefined,
    };
  }

  function keyEncoding(): Pick<ArrayMetadata, 'keyPrefix' | 'separator'> {
    const name = valueAt(document, 'chunk_key_encoding', 'name');
    if (name !== 'default' && name !== 'v2') throw unsupported('chunk_key_encoding', '"default" or "v2"');
    const given = valueAt(document, 'chunk_key_encoding', 'configuration', 'separator');
    const separator = given ?? (name === 'default' ? '/' : '.');
    if (separator !== '/' && separator !== '.')
      throw malformed('chunk_key_encoding', 'a separator "/" or "."');
    return { separator, keyPrefix: name === 'default' ? `c${separator}` : '' };
  }

  function shard(
    { index_codecs: indexCodecs, index_location: indexAt = 'end' }: JsonObject,
    shape: ArrayMetadata['shape'],
    chunk: ArrayMetadata['shape'],
  ): ArrayMetadata['shard'] {
    const chain = codecs(indexCodecs);
    const names = chain.map(({ name }) => name);
    const isBigEndian = chain[0]?.configuration.endian === 'big';
    if (names[0] !== 'bytes' || isBigEndian || names.slice(1).join() !== (names.length > 1 ? 'crc32c' : '')) {
      throw unsupported('codecs', 'index_codecs bytes (little endian) and crc32c', names.join(', '));
    }
    if (indexAt !== 'start' && indexAt !== 'end')
      throw malformed('codecs', 'index_location "start" or "end"');
    const count = shape.reduce((product, extent, axis) => (product * extent) / chunk[axis]!, 1);
    if (count > mostChunks) throw unsupported('codecs', `at most ${mostChunks} chunks a shard`, `${count}`);
    return { shape, indexAt, hasChecksum: names.length > 1 };
  }

  /** Reads the order of `transpose`: at i the axis at position i of the stored chunk; leading axes have one sample. */
  function storedAxes(order: JsonValue | undefined, axes: number): [number, number, number] {
    const numbers = Array.isArray(order) ? order.map((axis) => toNumber(axis) ?? -1) : [];
    const isPermutation = numbers.length === axes && new Set(numbers).size === axes;
    if (!isPermutation || !numbers.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < axes)) {
      throw malformed('codecs', 'the order of all axes');
    }
    return numbers.map((axis) => axis - (axes - 3)).filter((axis) => axis >= 0) as [number, number, number];
  }
}

/** Spells a value of metadata for messages. */
function shown(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(toPlain(value));
}

/** Returns shape and chunk along z, y, x. Fails with a FormatError or UnsupportedError for longer others. */
export function volumeAxes(shape: readonly number[], chunks: readonly number[], path: string) {
  const leadingAxes = shape.length - 3;
  if (leadingAxes < 0 || shape.slice(0, -3).some((count) => count !== 1)) {
    const expected = 'three axes, or more of which the first have one sample';
    throw fileError('invalid array shape', { path, keyPath: 'shape' }, expected, shape.join(' × '));
  }
  if (chunks.slice(0, -3).some((count) => count !== 1)) {
    const [expected, found] = ['chunks of one sample along the first axes', chunks.join(' × ')];
    const facts = { path, keyPath: 'chunks', expected, found };
    throw new UnsupportedError('unsupported chunks of more than one volume', facts);
  }
  return {
    shape: shape.slice(-3) as unknown as Shape,
    chunk: chunks.slice(-3) as unknown as Shape,
    leadingAxes,
  };
}

/** Returns a list of whole numbers above 0; null for any other value. */
export function countsOf(value: JsonValue | undefined): number[] | null {
  const counts = Array.isArray(value) ? value.map((count) => toNumber(count) ?? -1) : [];
  return counts.length > 0 && counts.every((count) => Number.isSafeInteger(count) && count > 0)
    ? counts
    : null;
}

function isCodec(value: JsonValue): value is JsonObject & { id: string } {
  return isJsonObject(value) && typeof value.id === 'string';
}

/** Returns a fill value as a number; null for any other value. */
export function fillValueOf(value: JsonValue | undefined): number | null {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'boolean') return Number(value);
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : toNumber(value);
}
