import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  numberAt,
  textAt,
  valueAt,
} from '../../base/json-value.js';
import type { ZarrFiles, ZarrLevel } from '../contexts/acquisition.js';
import type { ReportedIssue } from '../finding.js';

/** For each key of a level's metadata: the value found, and the value that readers expect. */
type StorageFacts = Readonly<Record<string, readonly [found: unknown, wanted: unknown]>>;

/** Yields faults in how the chunks of a level are stored. `path` is the metadata file of the level. */
export function* storageFaults(
  level: ZarrLevel,
  version: ZarrFiles['version'],
  path: string,
): Generator<ReportedIssue> {
  const kept = version === '0.5' ? v3Storage(level) : v2Storage(level);
  for (const [key, [found, wanted]] of Object.entries(kept)) {
    if (JSON.stringify(found) === JSON.stringify(wanted)) continue;
    yield {
      path,
      message: `${key} is not what readers expect`,
      found: JSON.stringify(found),
      expected: JSON.stringify(wanted),
    };
  }
  if (version !== '0.5') yield* v2CodecFaults(level, path);
  yield* dimensionFaults({ path, value: asObject(level.document.attributes) });
}

/** Yields a fault in the names that xarray gives to the axes of a level, in its attributes. */
export function* dimensionFaults(attributes: {
  readonly path: string;
  readonly value: JsonObject | null;
}): Generator<ReportedIssue> {
  const names = attributes.value?._ARRAY_DIMENSIONS;
  if (names === undefined || JSON.stringify(names) === JSON.stringify(axisNames)) return;
  yield {
    path: attributes.path,
    message: '_ARRAY_DIMENSIONS does not name the axes of the level',
    found: JSON.stringify(names),
    expected: JSON.stringify(axisNames),
  };
}

const axisNames = ['z', 'y', 'x'];

const asObject = (value: JsonValue | undefined) =>
  value !== undefined && isJsonObject(value) ? value : null;

function v2Storage({ document }: ZarrLevel): StorageFacts {
  const { filters } = document;
  return {
    order: [document.order ?? null, 'C'],
    filters: [Array.isArray(filters) && filters.length === 0 ? null : (filters ?? null), null],
    fill_value: [document.fill_value ?? null, 0],
    dimension_separator: [document.dimension_separator ?? null, '/'],
  };
}

function v3Storage({ document, storedAxes, fillValue, keyPrefix }: ZarrLevel): StorageFacts {
  return {
    'order of the axes': [storedAxes, [0, 1, 2]],
    fill_value: [fillValue, 0],
    chunk_key_encoding: [keyPrefix, 'c/'],
    dimension_names: [document.dimension_names ?? null, axisNames],
  };
}

function* v2CodecFaults({ document }: ZarrLevel, path: string): Generator<ReportedIssue> {
  if (document.filters === undefined) {
    yield { path, message: 'filters is missing', expected: 'null' };
  }
  if (textAt(document, 'compressor', 'id') !== 'blosc') return;
  for (const [key, { expected, fits }] of Object.entries(blosc)) {
    const value = valueAt(document, 'compressor', key);
    if (fits(value)) continue;
    yield {
      path,
      message: `invalid Blosc setting compressor.${key}`,
      found: JSON.stringify(value ?? null),
      expected,
    };
  }
}

const whole = (least: number, most: number) => ({
  expected: `a whole number from ${least} to ${most}`,
  fits: (value: JsonValue | undefined) =>
    typeof value !== 'string' &&
    Number.isInteger(numberAt(value)) &&
    (numberAt(value) ?? 0) >= least &&
    (numberAt(value) ?? 0) <= most,
});

/** The Blosc settings that numcodecs accepts; it rejects an array with any other value. */
const blosc = {
  cname: {
    expected: 'blosclz, lz4, lz4hc, snappy, zlib or zstd',
    fits: (value: JsonValue | undefined) =>
      typeof value === 'string' && ['blosclz', 'lz4', 'lz4hc', 'snappy', 'zlib', 'zstd'].includes(value),
  },
  clevel: whole(0, 9),
  shuffle: whole(-1, 2),
} as const;
