import { isSameBytes } from '../../base/collections.js';
import { nullIf, StorageError } from '../../base/errors.js';
import { crc64Digest, FileSum } from '../crc64.js';
import type { Digest } from '../digest-algorithm.js';
import type { RandomReader } from '../storage.js';
import { isTagOf, storedDigests, written } from './checksum.js';
import { discard, drain, getObject, headObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';

const firstPieceBytes = 64 * 1024;
const pieceBytes = 8 * 1024 * 1024;
/** Pieces that are requested ahead of a sequential reader. */
const piecesAhead = 2;
const hint = 'run again: other bytes arrived';
/** Objects up to this size are read in at most two requests; three if the second is repeated to compare the bytes. */
const smallObjectBytes = 8 * 1024 * 1024;
/** Consecutive reads after which a reader counts as sequential, and the share of a read that it may skip before it. */
const readsInARow = 2;
const mostSkipped = 1 / 4;

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Uint8Array>;
}

/**
 * Opens an object for reads by range. Opening fetches its first bytes, so that a header costs no further request. The
 * rest of a small object takes one more, for the whole of it; a sequential reader of a large one is read ahead for.
 * Fails with a StorageError if there is no such object, or if it is replaced meanwhile.
 *
 * No checksum covers a range. So the first bytes are compared with those of the whole, or with the entity tag if they
 * are the whole, and a large object that was read whole with the CRC-64/NVME that the bucket stores. `verify` compares
 * what was read of others with a second read.
 */
export async function openS3Reader(connection: S3Connection, key: string): Promise<RandomReader> {
  const { bytes, total, etag } = await getRange(connection, key, [0, firstPieceBytes]);
  const location = connection.location(key);
  const readWhole = () => getObject(connection, key, Number.POSITIVE_INFINITY, etag);
  const fetch = async (start: number, end: number) => {
    if (total > smallObjectBytes) return (await getRange(connection, key, [start, end], etag)).bytes;
    const whole = await readWhole();
    // The first bytes may be in use already.
    if (isSameBytes(whole.subarray(0, start), bytes)) return whole.subarray(start);
    throw new StorageError('failed', 'the first bytes differ from those of a second read', {
      path: location,
      hint,
    });
  };
  const stored = async () => {
    const facts = await headObject(connection, key, true);
    const digests = facts === null ? [] : storedDigests(facts);
    const digest = digests.find((one) => one.startsWith('crc64nvme:')) ?? null;
    if (digest === null) connection.options.unchecked?.add(location);
    return digest;
  };
  const isRight = total === 0 || total > bytes.length || isTagOf(etag ?? undefined, bytes);
  if (isRight && total === bytes.length && total > 0) connection.hasMd5Tags = true;
  const first = isRight ? bytes : await readWhole();
  return { ...createReader(total, first, { fetch, stored }, location), ...written(etag ?? undefined, null) };
}

/** The requests of a reader about its object. */
interface ObjectRequests {
  fetch(start: number, end: number): Promise<Uint8Array>;
  /** Returns the CRC-64/NVME that the bucket stores of it, or null. */
  stored(): Promise<Digest | null>;
}

function createReader(size: number, start: Uint8Array, requests: ObjectRequests, path: string): RandomReader {
  const first: Piece = { start: 0, end: start.length, bytes: Promise.resolve(start) };
  /** Of the bytes of a large object that callers got: some are fetched ahead, dropped, and fetched once more. */
  let sum = size > smallObjectBytes ? new FileSum() : null;
  sum?.addOnce(0, start);
  /** The checksum that the bucket stores, once it was asked for. */
  let stored: Promise<Digest | null> | null = null;
  let isCompared = false;
  let ahead: Piece[] = [];
  let rest: Piece | null = null;
  let lastEnd = Number.NEGATIVE_INFINITY;
  let inARow = 0;
  let isClosed = false;

  /** Fails with a StorageError if a whole object differs from the checksum that the bucket stores of it. */
  const compare = async (found: FileSum) => {
    // Whoever reads the object once more gets other answers, which are compared anew.
    sum = new FileSum();
    sum.addOnce(0, start);
    isCompared = true;
    stored ??= requests.stored();
    const [expected, digest] = [await stored, crc64Digest(found.finish(size) ?? 0n)];
    if (expected === null || expected === digest) return;
    throw new StorageError('failed', 'checksum mismatch', { path, expected, found: digest, hint });
  };

  const request = (from: number, to: number): Piece => {
    const bytes = requests.fetch(from, to);
    bytes.catch(() => {
      ahead = ahead.filter((piece) => piece.bytes !== bytes);
      if (rest?.bytes === bytes) rest = null;
    });
    return { start: from, end: to, bytes };
  };

  const fetchFrom = (offset: number, end: number): Piece => {
    if (size > smallObjectBytes) {
      const starts = ahead.map((piece) => piece.start).filter((known) => known > offset);
      return request(offset, Math.min(end, offset + pieceBytes, ...starts));
    }
    rest ??= request(first.end, size);
    return rest;
  };

  /** Returns pieces that cover a range: fetched ones, and new requests of at most a piece for the rest. */
  const plan = (offset: number, end: number): Piece[] => {
    const parts: Piece[] = [];
    for (let at = offset; at < end; at = parts.at(-1)?.end ?? end) {
      const known = [first, ...ahead].find((piece) => piece.start <= at && at < piece.end);
      parts.push(known ?? fetchFrom(at, end));
    }
    return parts;
  };

  const readAhead = (offset: number) => {
    if (size <= smallObjectBytes) return;
    ahead = ahead.filter((piece) => piece.end > offset - pieceBytes);
    let at = Math.max(offset, ...ahead.map(({ end }) => end));
    while (ahead.filter(({ end }) => end > offset).length < piecesAhead && at < size) {
      const piece = request(at, Math.min(at + pieceBytes, size));
      ahead.push(piece);
      at = piece.end;
    }
  };

  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    if (isClosed) throw new StorageError('failed', 'read after it was closed', { path });
    const end = Math.min(offset + length, size);
    if (end <= offset) return new Uint8Array(0);
    const parts = plan(offset, end);
    const skipped = offset - lastEnd;
    const isKept = parts.every((piece) => piece === first || ahead.includes(piece));
    // A reader of blocks goes back for the rest of the sections that it has begun.
    const isFar = skipped > length * mostSkipped || skipped < -pieceBytes;
    if (!isKept && isFar) inARow = 0;
    else if (!isKept && skipped >= 0) inARow += 1;
    lastEnd = isKept || !isFar ? Math.max(lastEnd, end) : end;
    if (inARow >= readsInARow) readAhead(lastEnd);
    else ahead = ahead.filter((piece) => piece.end > offset && piece.start < end);
    const [only] = parts;
    const isOne = parts.length === 1 && only !== undefined;
    const bytes = isOne ? await clip(only, offset, end) : new Uint8Array(end - offset);
    if (!isOne)
      await Promise.all(
        parts.map(async (piece) => {
          const part = await clip(piece, offset, end);
          bytes.set(part, Math.max(piece.start, offset) - offset);
        }),
      );
    isCompared = false;
    sum?.addOnce(offset, bytes);
    if (sum?.coverage.isWhole(size) === true) await compare(sum);
    return bytes;
  };

  return {
    size,
    localPath: null,
    read,
    async verify() {
      if (sum === null || isCompared) return;
      const gaps = sum.coverage.gaps(size);
      if (bytesOf(gaps) <= size / 2) {
        for (const [offset, length] of piecesOf(gaps)) await read(offset, length);
        return;
      }
      const again = new FileSum();
      for (const [offset, length] of piecesOf(sum.coverage.ranges))
        again.addBytes(offset, await requests.fetch(offset, offset + length));
      if (again.finish(size) !== sum.finish(size)) {
        throw new StorageError('failed', 'bytes differ from those of a second read', { path, hint });
      }
    },
    async close() {
      isClosed = true;
      ahead = [];
      rest = null;
    },
  };
}

type Ranges = readonly (readonly [start: number, end: number])[];

function bytesOf(ranges: Ranges): number {
  return ranges.reduce((bytes, [start, end]) => bytes + end - start, 0);
}

/** Returns the offsets and lengths (bytes) of the pieces that ranges are read in. */
function piecesOf(ranges: Ranges): [offset: number, length: number][] {
  return ranges.flatMap(([start, end]) =>
    Array.from({ length: Math.ceil((end - start) / pieceBytes) }, (_, index): [number, number] => {
      const offset = start + index * pieceBytes;
      return [offset, Math.min(pieceBytes, end - offset)];
    }),
  );
}

async function clip(piece: Piece, offset: number, end: number): Promise<Uint8Array> {
  const bytes = await piece.bytes;
  return bytes.subarray(Math.max(0, offset - piece.start), end - piece.start);
}

/**
 * Reads the bytes `start` to `end` (exclusive) of an object, fewer at its end; `total` is the size of all of it. With
 * `etag`, fails with a StorageError if the object has another entity tag.
 */
async function getRange(
  connection: S3Connection,
  key: string,
  [start, end]: readonly [number, number],
  etag: string | null = null,
) {
  const location = connection.location(key);
  return connection.request('GetObject', key, async (client) => {
    const response = await client
      .getObject({
        ...connection.object(key),
        Range: `bytes=${start}-${end - 1}`,
        ...(etag === null ? {} : { IfMatch: etag }),
      })
      // An empty object has no valid range.
      .catch(nullIf((error) => error instanceof Error && error.name === 'InvalidRange'));
    if (response === null) return { bytes: new Uint8Array(0), total: 0, etag };
    const length = response.ContentLength ?? 0;
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.ContentRange ?? '') ?? [];
    const whole = total === undefined ? length : Number(total);
    const expected = Math.min(end, whole) - start;
    if (Number(from ?? 0) !== start || length !== expected) {
      discard(response.Body);
      throw new StorageError('busy', 'the server sent other bytes than requested', {
        path: location,
        expected: `${expected} bytes from ${start}`,
        found: response.ContentRange ?? `${length} bytes`,
      });
    }
    const bytes = await drain(response, expected, location);
    return { bytes, total: whole, etag: response.ETag ?? null };
  });
}
