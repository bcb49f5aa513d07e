import { FormatError, UnsupportedError } from '../../errors/index.js';
import type { SampleType } from '../volume.js';

/** What a zarr v2 `.zarray` tells of an array. */
export interface ArrayMetadata {
  /** Samples along each axis, slowest first. */
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly sampleType: SampleType;
  readonly littleEndian: boolean;
  /** Bytes of a sample. */
  readonly sampleBytes: number;
  readonly fillValue: number;
  readonly separator: '.' | '/';
  /** The codec's `id` and settings; null when chunks are stored as they are. */
  readonly compressor: { readonly id: string; readonly [setting: string]: unknown } | null;
}

const sampleTypes: Record<string, SampleType> = {
  b1: 'uint8',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/** Reads a `.zarray`. Fails with a FormatError for what is no such file, an UnsupportedError for what cannot be read. */
export function parseArrayMetadata(bytes: Uint8Array, path: string): ArrayMetadata {
  const document = parseJsonObject(bytes, path);
  const unsupported = (key: string, expected: string): never => {
    throw new UnsupportedError('this zarr array cannot be read', {
      path,
      keyPath: key,
      expected,
      found: JSON.stringify(document[key]),
    });
  };
  const malformed = (key: string, expected: string): never => {
    throw new FormatError('not the metadata of a zarr v2 array', {
      path,
      keyPath: key,
      expected,
      found: document[key] === undefined ? 'nothing' : JSON.stringify(document[key]),
    });
  };
  if (document.zarr_format !== 2) malformed('zarr_format', '2');
  if (!isCounts(document.shape)) return malformed('shape', 'counts above 0');
  if (!isCounts(document.chunks) || document.chunks.length !== document.shape.length) {
    return malformed('chunks', 'as many counts above 0 as the shape has');
  }
  const [, order, code = ''] = /^([<>|])([biuf]\d)$/.exec(String(document.dtype)) ?? [];
  const sampleType = sampleTypes[code];
  if (sampleType === undefined) return unsupported('dtype', 'integers of 1 to 4 bytes or floats');
  if ((document.order ?? 'C') !== 'C') unsupported('order', '"C"');
  if (Array.isArray(document.filters) && document.filters.length > 0) unsupported('filters', 'none');
  const separator = document.dimension_separator ?? '.';
  if (separator !== '.' && separator !== '/') return malformed('dimension_separator', '"." or "/"');
  const compressor = document.compressor ?? null;
  if (compressor !== null && !isCodec(compressor))
    return malformed('compressor', 'null or an object with an id');
  return {
    shape: document.shape,
    chunks: document.chunks,
    sampleType,
    littleEndian: order !== '>',
    sampleBytes: Number(code[1]),
    fillValue: fillValueOf(document.fill_value) ?? malformed('fill_value', 'a number or null'),
    separator,
    compressor,
  };
}

/** A JSON object. Fails with a FormatError for anything else. */
export function parseJsonObject(bytes: Uint8Array, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new FormatError('not JSON', {
      path,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new FormatError('not a JSON object', { path, expected: 'an object', found: JSON.stringify(value) });
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((count) => Number.isInteger(count) && count > 0)
  );
}

function isCodec(value: unknown): value is { id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

function fillValueOf(value: unknown): number | null {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : null;
}
