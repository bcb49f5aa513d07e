import { type FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  toNumber,
  toPlain,
  valueAt,
} from '../../base/json-value.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import { type ArrayMetadata, countsOf, fillValueOf, volumeAxes } from './array-metadata.js';
import { formatOf, v3Types, wideOf } from './data-types.js';

/** Key of the metadata file of a zarr v3 array or group. */
export const v3Key = 'zarr.json';

const compressors = ['blosc', 'gzip', 'zstd'];
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
  return { unsupported, malformed, counts, codecs, chain, keyEncoding, shard };

  function unsupported(keyPath: string, expected: string, found = shown(keyPath)): UnsupportedError {
    return new UnsupportedError('unsupported zarr array', { path, keyPath, expected, found });
  }

  function malformed(keyPath: string, expected: string): FormatError {
    return fileError('invalid metadata of a zarr v3 array', { path, keyPath }, expected, shown(keyPath));
  }

  function counts(key: string, value: JsonValue | undefined): number[] {
    const counts = countsOf(value);
    if (counts === null || counts.includes(0)) throw malformed(key, 'counts above 0');
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
    const compressor = take(...compressors);
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

  function shown(key: string): string {
    const value = document[key];
    return value === undefined ? 'nothing' : JSON.stringify(toPlain(value)).slice(0, 200);
  }
}
