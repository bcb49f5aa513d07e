import { isSameBytes } from '../../base/collections.js';
import { StorageError } from '../../base/errors.js';
import { crc64Digest, FileSum } from '../crc64.js';
import type { Digest } from '../digest-algorithm.js';
import type { RandomReader } from '../storage.js';
import { isTagOf, storedDigests } from './checksum.js';
import { discard, drain, getObject, headObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';

const firstPieceBytes = 64 * 1024;
const pieceBytes = 8 * 1024 * 1024;
/** Pieces that are requested ahead of a sequential reader. */
const piecesAhead = 2;
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

/** Bytes that may be left unread of an object that is compared with its checksum: they are read for it. */
const readForChecksum = 1024 * 1024;

/**
 * Opens an object for reads by range. Opening fetches its first bytes, so that a header costs no further request. The
 * rest of a small object takes one more, for the whole of it; a sequential reader of a large one is read ahead for.
 * Fails with a StorageError if there is no such object, or if it is replaced meanwhile.
 *
 * No checksum covers a range. So the first bytes are compared with those of the whole, or with the entity tag if they
 * are the whole, and a large object that was read whole with the CRC-64/NVME that the bucket stores.
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
      hint: 'run again: other bytes arrived',
    });
  };
  const stored = async () => {
    const facts = await headObject(connection, key, true);
    const digests = facts === null ? [] : storedDigests(facts);
    const digest = digests.find((one) => one.startsWith('crc64nvme:')) ?? null;
    if (digest === null) connection.unchecked?.add(location);
    return digest;
  };
  const isRight = total === 0 || total > bytes.length || isTagOf(etag ?? undefined, bytes);
  if (isRight && total === bytes.length && total > 0) connection.hasMd5Tags = true;
  const first = isRight ? bytes : await readWhole();
  return new S3Reader(total, first, { fetch, stored }, location);
}

/** The requests of a reader about its object. */
interface ObjectRequests {
  fetch(start: number, end: number): Promise<Uint8Array>;
  /** Returns the CRC-64/NVME that the bucket stores of it, or null. */
  stored(): Promise<Digest | null>;
}

class S3Reader implements RandomReader {
  readonly localPath = null;
  readonly size: number;
  readonly #first: Piece;
  readonly #requests: ObjectRequests;
  /** Of the fetched pieces of a large object. */
  readonly #sum: FileSum | null;
  #verified: Promise<void> | null = null;
  readonly #location: string;
  #ahead: Piece[] = [];
  #rest: Piece | null = null;
  #lastEnd = Number.NEGATIVE_INFINITY;
  #inARow = 0;
  #closed = false;

  constructor(size: number, first: Uint8Array, requests: ObjectRequests, location: string) {
    this.size = size;
    this.#first = { start: 0, end: first.length, bytes: Promise.resolve(first) };
    this.#requests = requests;
    this.#location = location;
    this.#sum = size > smallObjectBytes ? new FileSum() : null;
    this.#sum?.addOnce(0, first);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (this.#closed) throw new StorageError('failed', 'read after it was closed', { path: this.#location });
    const end = Math.min(offset + length, this.size);
    if (end <= offset) return new Uint8Array(0);
    const parts = this.#plan(offset, end);
    const skipped = offset - this.#lastEnd;
    const isKept = parts.every((piece) => piece === this.#first || this.#ahead.includes(piece));
    // A reader of blocks goes back for the rest of the sections that it has begun.
    const isFar = skipped > length * mostSkipped || skipped < -pieceBytes;
    if (!isKept && isFar) this.#inARow = 0;
    else if (!isKept && skipped >= 0) this.#inARow += 1;
    this.#lastEnd = isKept || !isFar ? Math.max(this.#lastEnd, end) : end;
    if (this.#inARow >= readsInARow) this.#readAhead(this.#lastEnd);
    else this.#ahead = this.#ahead.filter((piece) => piece.end > offset && piece.start < end);
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
    if (this.#sum?.isWhole(this.size) === true) await this.#compare(this.#sum);
    return bytes;
  }

  async verify(): Promise<void> {
    if (this.#sum === null) return;
    const gaps = this.#sum.gaps(this.size);
    if (gaps.reduce((bytes, [start, end]) => bytes + end - start, 0) > readForChecksum) return;
    for (const [start, end] of gaps) await this.read(start, end - start);
    await this.#compare(this.#sum);
  }

  /** Fails with a StorageError if a whole object differs from the checksum that the bucket stores of it. */
  #compare(sum: FileSum): Promise<void> {
    this.#verified ??= this.#requests.stored().then((expected) => {
      const found = crc64Digest(sum.finish(this.size) ?? 0n);
      if (expected === null || expected === found) return;
      const facts = { path: this.#location, expected, found, hint: 'run again: other bytes arrived' };
      throw new StorageError('failed', 'checksum mismatch', facts);
    });
    return this.#verified;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#ahead = [];
    this.#rest = null;
  }

  /** Returns pieces that cover a range: fetched ones, and new requests of at most a piece for the rest. */
  #plan(offset: number, end: number): Piece[] {
    const parts: Piece[] = [];
    for (let at = offset; at < end; ) {
      const known = [this.#first, ...this.#ahead].find((piece) => piece.start <= at && at < piece.end);
      const piece = known ?? this.#fetchFrom(at, end);
      parts.push(piece);
      at = piece.end;
    }
    return parts;
  }

  #fetchFrom(offset: number, end: number): Piece {
    if (this.size > smallObjectBytes) {
      return this.#request(offset, Math.min(end, offset + pieceBytes, this.#nextKnown(offset)));
    }
    this.#rest ??= this.#request(this.#first.end, this.size);
    return this.#rest;
  }

  #nextKnown(offset: number): number {
    const starts = this.#ahead.map(({ start }) => start).filter((start) => start > offset);
    return Math.min(Number.POSITIVE_INFINITY, ...starts);
  }

  #readAhead(offset: number): void {
    if (this.size <= smallObjectBytes) return;
    this.#ahead = this.#ahead.filter((piece) => piece.end > offset - pieceBytes);
    let at = Math.max(offset, ...this.#ahead.map(({ end }) => end));
    while (this.#ahead.filter(({ end }) => end > offset).length < piecesAhead && at < this.size) {
      const piece = this.#request(at, Math.min(at + pieceBytes, this.size));
      this.#ahead.push(piece);
      at = piece.end;
    }
  }

  #request(start: number, end: number): Piece {
    const bytes = this.#requests.fetch(start, end).then((piece) => {
      this.#sum?.addOnce(start, piece);
      return piece;
    });
    bytes.catch(() => {
      this.#ahead = this.#ahead.filter((piece) => piece.bytes !== bytes);
      if (this.#rest?.bytes === bytes) this.#rest = null;
    });
    return { start, end, bytes };
  }
}

async function clip(piece: Piece, offset: number, end: number): Promise<Uint8Array> {
  const bytes = await piece.bytes;
  return bytes.subarray(Math.max(0, offset - piece.start), end - piece.start);
}

interface ObjectRange {
  readonly bytes: Uint8Array;
  /** Size of the whole object in bytes. */
  readonly total: number;
  readonly etag: string | null;
}

/**
 * Reads the bytes `start` to `end` (exclusive) of an object, fewer at its end. With `etag`, fails with a StorageError
 * if the object has another entity tag.
 */
async function getRange(
  connection: S3Connection,
  key: string,
  [start, end]: readonly [number, number],
  etag: string | null = null,
): Promise<ObjectRange> {
  const location = connection.location(key);
  return connection.request('GetObject', key, async (client) => {
    const response = await client
      .getObject({
        ...connection.object(key),
        Range: `bytes=${start}-${end - 1}`,
        ...(etag === null ? {} : { IfMatch: etag }),
      })
      .catch(orEmpty);
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

/** Returns null if an object is empty: it has no valid range. */
function orEmpty(error: unknown): null {
  if (error instanceof Error && error.name === 'InvalidRange') return null;
  throw error;
}
