import { fileError } from '../base/errors.js';
import { type NumberType, numberTypes } from '../formats/numbers.js';
import {
  type AnnotationInfo,
  type AnnotationProperty,
  annotationTypes,
  type KeyedDirectory,
} from './annotation-info.js';
import type { PrecomputedReader } from './precomputed-reader.js';
import { readShards } from './read-shards.js';
import { shardName, shardOfKey } from './sharding.js';

/** The size limit of a cell, in bytes. */
const largestCell = 1024 * 1024 * 1024;

/** A cell of the spatial index: records without a gap, then their ids. */
export type SpatialCell = ReturnType<typeof decodeSpatialCell>;

/** Reads a cell that is a file of its own; null after an issue was reported. */
export function readSpatialCell(reader: PrecomputedReader, inside: string, layout: RecordLayout) {
  return reader.attempt('data', inside, async () =>
    decodeSpatialCell(await reader.files.get(inside, largestCell), layout),
  );
}

/** Decodes a cell: a 64-bit count, records, ids. Fails with a FormatError if its size is not that of its count. */
export function decodeSpatialCell(bytes: Uint8Array, { size }: RecordLayout) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length < 8 ? 0 : Number(view.getBigUint64(0, true));
  const expected = 8 + count * (size + 8);
  if (bytes.length !== expected) {
    const wanted = bytes.length < 8 ? 'at least 8 bytes' : `${expected} bytes for ${count} annotations`;
    throw fileError('the file’s size differs from its count', {}, wanted, `${bytes.length} bytes`);
  }
  const records = bytes.subarray(8, 8 + count * size);
  const ids = new BigUint64Array(count);
  for (let index = 0; index < count; index++)
    ids[index] = view.getBigUint64(8 + count * size + index * 8, true);
  return { count, records, ids };
}

/** Returns the number of annotations in a cell of `bytes` bytes; null if no number of records has this size. */
export function cellCount(bytes: number, { size }: RecordLayout): number | null {
  const count = (bytes - 8) / (size + 8);
  return count >= 0 && Number.isInteger(count) ? count : null;
}

/** Positions of the fields of a record. */
export interface RecordLayout {
  /** The size of a record, in bytes. */
  readonly size: number;
  /** The number of 32-bit coordinates at the start: 3 for a point, 6 for a line. */
  readonly coordinates: number;
  /** The offset of each property, in bytes. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly properties: readonly AnnotationProperty[];
}

/** Returns the type and the number of the components of a property. */
function componentsOf(type: AnnotationProperty['type']): readonly [NumberType, count: number] {
  if (type === 'rgb' || type === 'rgba') return [numberTypes.uint8, type.length];
  return [numberTypes[type], 1];
}

/** Returns the layout of a record: coordinates, properties from widest to narrowest, padding to 4 bytes. */
export function recordLayout({
  annotationType,
  properties,
}: Pick<AnnotationInfo, 'annotationType' | 'properties'>): RecordLayout {
  const { coordinates } = annotationTypes[annotationType];
  const offsets = new Map<string, number>();
  let at = coordinates * 4;
  for (const alignment of [4, 2, 1]) {
    for (const { id, type } of properties) {
      const [{ bytes }, count] = componentsOf(type);
      if (bytes !== alignment) continue;
      offsets.set(id, at);
      at += bytes * count;
    }
  }
  return { size: Math.ceil(at / 4) * 4, coordinates, offsets, properties };
}

/** Returns the coordinates of a record: x, y, z of a point, or of both ends of a line. */
export function coordinatesAt(records: Uint8Array, index: number, layout: RecordLayout): number[] {
  const view = new DataView(records.buffer, records.byteOffset + index * layout.size, layout.size);
  return Array.from({ length: layout.coordinates }, (_, axis) => view.getFloat32(axis * 4, true));
}

/** Returns a property of a record: a number, or the components of a colour; null if there is no such property. */
export function propertyAt(
  records: Uint8Array,
  index: number,
  id: string,
  { size, offsets, properties }: RecordLayout,
): number | readonly number[] | null {
  const offset = offsets.get(id);
  const type = properties.find((property) => property.id === id)?.type;
  if (offset === undefined || type === undefined) return null;
  const view = new DataView(records.buffer, records.byteOffset + index * size, size);
  const [{ bytes, read }, count] = componentsOf(type);
  const values = Array.from({ length: count }, (_, at) => read(view, offset + at * bytes, true));
  return count === 1 ? (values[0] ?? 0) : values;
}

/** The size limit of a stored record with its related segments, in bytes. */
const largestRecord = 64 * 1024;

/** Handles the record of an id; the bytes are valid until it returns. Null if the record cannot be read. */
type TakeRecord = (id: bigint, record: Uint8Array | null, inside: string) => void;

/**
 * Reads all records stored by id, from files of their own or from shards. Reports records that are unreadable or have
 * another size than `RecordLayout` gives.
 */
export async function readById(
  reader: PrecomputedReader,
  { byId: { key, sharding }, relationships }: AnnotationInfo,
  { size }: RecordLayout,
  take: TakeRecord,
): Promise<void> {
  const takeStored = (id: bigint, stored: Uint8Array | null, inside: string) => {
    // Relationships add segment ids after the record.
    const isWhole = relationships > 0 ? (stored?.length ?? 0) > size : stored?.length === size;
    if (stored !== null && !isWhole) {
      reader.report('data', inside, `annotation ${id} differs from the size of a record`, {
        found: `${stored.length} bytes`,
        expected: `${size} bytes`,
      });
    }
    take(id, isWhole && stored !== null ? stored.subarray(0, size) : null, inside);
  };
  if (sharding === null) {
    const ids = reader.namesBelow(key).filter(isId);
    for (const id of reader.sample?.(ids) ?? ids) {
      const inside = `${key}/${id}`;
      const read = () => reader.files.get(inside, largestRecord);
      takeStored(BigInt(id), await reader.attempt('data', inside, read), inside);
    }
    return;
  }
  const { data_encoding } = sharding;
  await readShards(reader, key, sharding, async ({ keys, offsets, sizes }, values, inside) => {
    for (const [index, id] of keys.entries()) {
      const [offset, stored] = [offsets[index] as number, sizes[index] as number];
      if (stored > largestRecord) {
        const facts = { found: `${stored} bytes`, expected: `at most ${largestRecord} bytes` };
        reader.report('data', inside, `annotation ${id} exceeds the size limit`, facts);
        take(id, null, inside);
        continue;
      }
      // There may be millions of records, so this waits only for bytes that are not in the buffer.
      const bytes = values.peek(offset, stored) ?? (await values.read(offset, stored));
      const read = () => reader.unpack(bytes, data_encoding, largestRecord);
      const record =
        data_encoding !== 'gzip' ? bytes : await reader.attempt('data', inside, read, `annotation ${id}: `);
      takeStored(id, record, inside);
    }
  });
}

export function isId(name: string): boolean {
  return /^\d{1,20}$/.test(name);
}

/** Returns the path of the file that should hold the record of an id. */
export function fileOfId(id: bigint, { key, sharding }: KeyedDirectory): string {
  return `${key}/${sharding === null ? id : shardName(shardOfKey(id, sharding).shard, sharding)}`;
}
