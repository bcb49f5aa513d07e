import { bytesOf } from '../bytes.js';
import type { Gzip } from '../gzip.js';
import { jsonBytes } from '../json-bytes.js';
import { MinishardSorter, type SequenceSharding, type Spill, sequenceShard } from '../sharding/index.js';
import { type PieceDirectory, writePieces } from '../write-pieces.js';
import { annotationInfo, annotationKeys, cellFile, type PointsDescription } from './annotation-info.js';
import { PointRecords, type PrecomputedPoint } from './point-records.js';

const sharding: SequenceSharding = {
  hash: 'identity',
  preshiftBits: 0,
  minishardBits: 10,
  shardBits: 0,
  indexEncoding: 'gzip',
  dataEncoding: 'raw',
};
const minishards = 2 ** sharding.minishardBits;
/** Length of an oriented point's lines by its diameter. */
const lineScale = 1.5;
/** Records of a piece: of whole points, and as many for each minishard; at most 4 MB. */
const pieceRecords = 3 * 32 * minishards;
const idsAtOnce = 128 * 1024;

/**
 * Writes Neuroglancer's precomputed annotations of a set of points: one spatial level, and every record by its id.
 * Memory holds a few pieces of 4 MB, however many points there are. Returns the bytes written.
 */
export async function writePointDirectory(
  batches: AsyncIterable<readonly PrecomputedPoint[]>,
  description: PointsDescription,
  directory: PieceDirectory,
  spill: Spill,
  gzip: Gzip,
): Promise<number> {
  const records = new PointRecords({
    isOriented: description.isOriented,
    nameCount: description.names.length,
    diameter: description.diameter / 10,
    lineScale,
  });
  const sorter = new MinishardSorter(records.recordBytes, minishards, spill);
  let count = 0;
  const cellBytes = await writePieces(directory, cellFile(annotationKeys.spatial), null, async (put) => {
    await put(idBytes(0, 1));
    for await (const piece of recordPieces(batches, records)) {
      await put(piece);
      await sorter.add(piece);
      count += piece.length / records.recordBytes;
    }
    for (let id = 0; id < count; id += idsAtOnce) await put(idBytes(id, Math.min(count, id + idsAtOnce)));
    // The count, which is known last.
    await put(idBytes(count, count + 1), 0);
  });
  const info = jsonBytes(annotationInfo(description, count, records.bounds, sharding));
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

/** The records of all points in pieces; each is valid until the next is asked for. */
async function* recordPieces(
  batches: AsyncIterable<readonly PrecomputedPoint[]>,
  records: PointRecords,
): AsyncGenerator<Uint8Array> {
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

/** The ids `from` … `to` − 1, 64 bits each. */
function idBytes(from: number, to: number): Uint8Array {
  const words = new Uint32Array(2 * (to - from));
  for (let id = from; id < to; id++) {
    words[2 * (id - from)] = id;
    words[2 * (id - from) + 1] = Math.floor(id / 2 ** 32);
  }
  return bytesOf(words);
}
