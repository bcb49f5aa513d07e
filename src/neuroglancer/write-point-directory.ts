import { encodeJson } from '../base/json-text.js';
import type { Location } from '../formats/points/point.js';
import {
  annotationInfo,
  annotationKeys,
  annotationTypes,
  cellFile,
  type PointsDescription,
  pointProperties,
} from './annotation-info.js';
import { recordLayout } from './annotation-records.js';
import { type Bounds, boundsOf, GrowingBounds } from './bounds.js';
import type { Rgb } from './colors.js';
import { bytesOf, type Gzip, type PieceDirectory, writePieces } from './pieces.js';
import { MinishardSorter, type SequenceSharding, type Spill, sequenceShard } from './write-shards.js';

/** All records in one shard; a record's minishard is its id modulo 1024. */
const sharding: SequenceSharding = {
  preshift_bits: 0,
  hash: 'identity',
  minishard_bits: 10,
  shard_bits: 0,
  minishard_index_encoding: 'gzip',
  data_encoding: 'raw',
};
const minishards = 2 ** sharding.minishard_bits;
/** The length of the lines of an oriented point, as a multiple of its diameter. */
const lineScale = 1.5;
/** Records per piece, at most 4 MB: whole points (3 records if oriented), and equally many for each minishard. */
const pieceRecords = 3 * 32 * minishards;
/** Ids per write. */
const idsAtOnce = 128 * 1024;

/** A point, with an optional orientation; coordinates in voxels. */
export interface PrecomputedPoint extends Location {
  /** A rotation matrix, row by row; its columns are the rotated axes. */
  readonly rotation?: readonly number[] | null;
  /** The index of the point's name in `PointsDescription.names`. */
  readonly name: number;
  readonly color: Rgb;
}

/**
 * Writes Neuroglancer precomputed annotations of a set of points: one spatial level, and all records by id. Memory use
 * is a few pieces of 4 MB, whatever the number of points. Returns the number of bytes written.
 */
export async function writePointDirectory(
  batches: AsyncIterable<readonly PrecomputedPoint[]>,
  description: PointsDescription,
  directory: PieceDirectory,
  spill: Spill,
  gzip: Gzip,
): Promise<number> {
  const records = new PointRecords(description);
  const sorter = new MinishardSorter(records.recordBytes, minishards, spill);
  let count = 0;
  const cellBytes = await writePieces(directory, cellFile(annotationKeys.spatial), null, async (put) => {
    // Space for the number of records, which is written at the end.
    await put(idBytes(0, 1));
    for await (const piece of recordPieces(batches, records)) {
      await put(piece);
      await sorter.add(piece);
      count += piece.length / records.recordBytes;
    }
    for (let id = 0; id < count; id += idsAtOnce) await put(idBytes(id, Math.min(count, id + idsAtOnce)));
    // The count is known only now.
    await put(idBytes(count, count + 1), 0);
  });
  const info = encodeJson(annotationInfo(description, count, records.bounds, sharding));
  await directory.put('info', info);
  if (count === 0) return cellBytes + info.length;
  const shard = sequenceShard(count, records.recordBytes, sharding, gzip);
  const shardBytes = await writePieces(
    directory,
    `${annotationKeys.byId}/${shard.name}`,
    shard.size,
    async (put) => {
      await put(shard.head);
      for await (const piece of sorter.sorted()) await put(piece);
      await put(shard.tail);
    },
  );
  return cellBytes + info.length + shardBytes;
}

/** Yields the records of all points in pieces; a piece is valid until the next one is requested. */
async function* recordPieces(batches: AsyncIterable<readonly PrecomputedPoint[]>, records: PointRecords) {
  const piece = new Uint8Array(pieceRecords * records.recordBytes);
  const view = new DataView(piece.buffer);
  const pointBytes = records.recordsPerPoint * records.recordBytes;
  let [index, end] = [0, 0];
  for await (const points of batches) {
    for (const point of points) {
      if (end === piece.length) {
        yield piece;
        end = 0;
      }
      records.write(point, index++, view, end);
      end += pointBytes;
    }
  }
  if (end > 0) yield piece.subarray(0, end);
}

/** Returns the ids `from` … `to` − 1 as 64-bit numbers. */
function idBytes(from: number, to: number): Uint8Array {
  const words = new Uint32Array(2 * (to - from));
  for (let id = from; id < to; id++) {
    words[2 * (id - from)] = id;
    words[2 * (id - from) + 1] = Math.floor(id / 2 ** 32);
  }
  return bytesOf(words);
}

/** The line colours of the x, y, z axes of an oriented point. */
const axisColors: readonly Rgb[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
];

/** Encodes points as records: one per point, or three lines per oriented point. Tracks the bounds. */
class PointRecords {
  readonly recordBytes: number;
  readonly recordsPerPoint: number;
  readonly #isOriented: boolean;
  /** In nm. */
  readonly #diameter: number;
  readonly #nameCount: number;
  /** Offsets of the properties in a record, in bytes. */
  readonly #at: Readonly<Record<'diameter' | 'index' | 'name' | 'color' | 'lineColor', number>>;
  readonly #bounds = new GrowingBounds();

  constructor({ isOriented, names, diameter }: PointsDescription) {
    this.#isOriented = isOriented;
    this.#diameter = diameter / 10;
    this.#nameCount = names.length;
    const annotationType = isOriented ? 'line' : 'point';
    const layout = recordLayout({ annotationType, properties: pointProperties(isOriented, names.length) });
    const offsetOf = (id: string) => layout.offsets.get(id) ?? 0;
    this.#at = {
      diameter: offsetOf('diameter'),
      index: offsetOf('point_index'),
      name: offsetOf('name'),
      color: offsetOf(isOriented ? 'point_color' : 'color'),
      lineColor: offsetOf('line_color'),
    };
    this.recordBytes = layout.size;
    this.recordsPerPoint = annotationTypes[annotationType].perPoint;
  }

  /** The bounds of all coordinates written; zeros if there are none. */
  get bounds(): Bounds {
    return this.#bounds.isEmpty ? boundsOf([]) : this.#bounds;
  }

  /** Writes the records of point number `index` into a buffer of zeros. */
  write(point: PrecomputedPoint, index: number, into: DataView, offset: number): void {
    const { x, y, z } = point;
    this.#bounds.include(x, y, z);
    if (!this.#isOriented) {
      writeLocation(into, offset, x, y, z);
      this.#writeProperties(point, index, null, into, offset);
      return;
    }
    let at = offset;
    for (let axis = 0; axis < 3; axis++) {
      const [endX, endY, endZ] = [
        this.#lineEnd(point, x, 0, axis),
        this.#lineEnd(point, y, 1, axis),
        this.#lineEnd(point, z, 2, axis),
      ];
      this.#bounds.include(endX, endY, endZ);
      writeLocation(into, at, x, y, z);
      writeLocation(into, at + 12, endX, endY, endZ);
      this.#writeProperties(point, index, axisColors[axis] as Rgb, into, at);
      at += this.recordBytes;
    }
  }

  #lineEnd({ rotation }: PrecomputedPoint, start: number, row: number, axis: number): number {
    return start + this.#diameter * lineScale * (rotation?.[3 * row + axis] ?? (row === axis ? 1 : 0));
  }

  #writeProperties(
    { name, color }: PrecomputedPoint,
    index: number,
    lineColor: Rgb | null,
    into: DataView,
    record: number,
  ): void {
    into.setFloat32(record + this.#at.diameter, this.#diameter, true);
    into.setFloat32(record + this.#at.index, index, true);
    if (this.#nameCount < 256) into.setUint8(record + this.#at.name, name);
    else into.setUint16(record + this.#at.name, name, true);
    writeColor(into, record + this.#at.color, color);
    if (lineColor !== null) writeColor(into, record + this.#at.lineColor, lineColor);
  }
}

function writeLocation(into: DataView, at: number, x: number, y: number, z: number): void {
  into.setFloat32(at, x, true);
  into.setFloat32(at + 4, y, true);
  into.setFloat32(at + 8, z, true);
}

function writeColor(into: DataView, at: number, [red, green, blue]: Rgb): void {
  into.setUint8(at, red);
  into.setUint8(at + 1, green);
  into.setUint8(at + 2, blue);
}
