import { FormatError, fileError, type Report, refuse, UnsupportedError } from '../../base/errors.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber, toPlain } from '../../base/json-value.js';
import { type SampleFormat, sourceRowBytes } from '../kernels/blocks.js';
import type { Shape } from '../volume.js';
import { formatOf, type WideIntegers, wideOf } from './data-types.js';

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
  const facts = (key: string, expected: string) => {
    const found = document[key] === undefined ? 'nothing' : JSON.stringify(toPlain(document[key]));
    return { path, keyPath: key, expected, found };
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
