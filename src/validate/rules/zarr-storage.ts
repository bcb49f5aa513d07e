import { isJsonObject, type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import type { ZarrFiles, ZarrLevel } from '../contexts/acquisition.js';
import { issue, type Maybe, mismatch, type ReportedIssue } from '../finding.js';

/** For each key of a level's metadata: the value found, and the value that readers expect. */
type StorageFacts = Readonly<Record<string, readonly [found: unknown, wanted: unknown]>>;

/** Yields faults in how the chunks of a level are stored. */
export function* storageFaults(
  level: ZarrLevel,
  version: ZarrFiles['version'],
): Generator<Maybe<ReportedIssue>> {
  const kept = version === '0.5' ? v3Storage(level) : v2Storage(level);
  for (const [key, [found, wanted]] of Object.entries(kept))
    yield mismatch(`${key} is not what readers expect`, JSON.stringify(found), JSON.stringify(wanted));
  yield* version === '0.5' ? v3Faults(level) : v2CodecFaults(level);
  yield dimensionFault(level.document.attributes);
}

/** Returns a fault in the names that xarray gives to the axes of a level, in its attributes. */
export function dimensionFault(attributes: JsonValue | undefined) {
  const names = JSON.stringify(valueAt(attributes, '_ARRAY_DIMENSIONS'));
  const message = '_ARRAY_DIMENSIONS does not name the axes of the level';
  return mismatch(message, names, JSON.stringify(axisNames));
}

const axisNames = ['z', 'y', 'x'];

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
    fill_value: [document.fill_value == null ? null : fillValue, 0],
    chunk_key_encoding: [keyPrefix, 'c/'],
    dimension_names: [document.dimension_names ?? null, axisNames],
  };
}

function* v2CodecFaults({ document }: ZarrLevel): Generator<ReportedIssue> {
  if (document.filters === undefined) yield issue('filters is missing', undefined, 'null');
  if (textAt(document, 'compressor', 'id') !== 'blosc') return;
  const compressor = valueAt(document, 'compressor');
  yield* bloscFaults(compressor, 'compressor', blosc);
  const known = ['id', 'cname', 'clevel', 'shuffle', 'blocksize', 'typesize'];
  yield* otherKeys(compressor, known, 'a Blosc setting that numcodecs refuses');
}

/** Yields keys of a v3 array that readers must understand and do not, and settings of Blosc that zarr refuses. */
function* v3Faults({ document, sampleBytes }: ZarrLevel): Generator<ReportedIssue> {
  yield* unknownKeys(document, arrayKeys);
  const codecs = objectsAt(document, 'codecs');
  for (const codec of [...codecs, ...codecs.flatMap((each) => objectsAt(each, 'configuration', 'codecs'))]) {
    if (textAt(codec, 'name') !== 'blosc') continue;
    const settings = valueAt(codec, 'configuration');
    yield* bloscFaults(settings, 'blosc', v3Blosc(textAt(settings, 'shuffle'), sampleBytes));
  }
}

const arrayKeys = [
  ...['zarr_format', 'node_type', 'shape', 'data_type', 'chunk_grid', 'chunk_key_encoding', 'fill_value'],
  ...['codecs', 'attributes', 'dimension_names', 'storage_transformers'],
];

/** Returns issues of the keys of a mapping that are not among those known. */
export function otherKeys(mapping: JsonValue | undefined, known: readonly string[], message: string) {
  const others = Object.keys(isJsonObject(mapping) ? mapping : {}).filter((key) => !known.includes(key));
  return others.map((key) => issue(message, key, known.join(', ')));
}

/** The same of a v3 document, without keys that readers may ignore (zarr v3, `must_understand`). */
export function unknownKeys(document: JsonValue, known: readonly string[]) {
  const others = otherKeys(document, known, 'a key that readers refuse');
  return others.filter(({ found = '' }) => valueAt(document, found, 'must_understand') !== false);
}

function* bloscFaults(settings: JsonValue | undefined, name: string, forms: Readonly<Record<string, Form>>) {
  for (const [key, { expected, fits }] of Object.entries(forms)) {
    const value = valueAt(settings, key);
    const found = JSON.stringify(value ?? null);
    if (!fits(value)) yield issue(`invalid Blosc setting ${name}.${key}`, found, expected);
  }
}

interface Form {
  readonly expected: string;
  fits(value: JsonValue | undefined): boolean;
}

/** Returns the form of a whole number. */
export const whole = (least: number, most: number): Form => ({
  expected: `a whole number from ${least} to ${most}`,
  fits(value) {
    const number = numberAt(value) ?? Number.NaN;
    return Number.isInteger(number) && number >= least && number <= most;
  },
});

const orNone = ({ expected, fits }: Form): Form => ({
  expected,
  fits: (value) => value === undefined || fits(value),
});

/** Returns the form of a text that is one of some. */
export const oneOf = (...choices: readonly string[]): Form => ({
  expected: choices.join(' or '),
  fits: (value) => typeof value === 'string' && choices.includes(value),
});

/** The Blosc settings that numcodecs accepts; it rejects an array with any other value. */
const blosc = {
  cname: {
    ...oneOf('blosclz', 'lz4', 'lz4hc', 'snappy', 'zlib', 'zstd'),
    expected: 'blosclz, lz4, lz4hc, snappy, zlib or zstd',
  },
  clevel: whole(0, 9),
  shuffle: whole(-1, 2),
  blocksize: orNone(whole(0, 2 ** 31 - 1)),
};

/** The settings of the codec in zarr v3. Bytes are shuffled by the size of a sample. */
function v3Blosc(shuffle: string | null, sampleBytes: number | null): Readonly<Record<string, Form>> {
  const typesize =
    sampleBytes === null || shuffle === 'noshuffle' ? {} : { typesize: whole(sampleBytes, sampleBytes) };
  return { ...blosc, shuffle: oneOf('noshuffle', 'shuffle', 'bitshuffle'), ...typesize };
}
