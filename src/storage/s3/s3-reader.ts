import { StorageError } from '../../base/errors.js';
import type { RandomReader } from '../storage.js';
import { discard, drain } from './objects.js';
import type { S3Connection } from './s3-connection.js';

const firstPieceBytes = 64 * 1024;
const pieceBytes = 8 * 1024 * 1024;
/** Pieces that are requested ahead of a sequential reader. */
const piecesAhead = 2;
/** Objects up to this size are read in at most two requests. */
const smallObjectBytes = 8 * 1024 * 1024;
/** Consecutive reads after which a reader counts as sequential. */
const readsInARow = 2;

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Uint8Array>;
}

/**
 * Opens an object for reads by range. Opening fetches its first bytes, so that a header costs no further request. The
 * rest of a small object takes one more; a sequential reader of a large one is read ahead for. Fails with a
 * StorageError if there is no such object, or if it is replaced meanwhile.
 */
export async function openS3Reader(connection: S3Connection, key: string): Promise<RandomReader> {
  const { bytes, total, etag } = await getRange(connection, key, [0, firstPieceBytes]);
  const fetch = async (start: number, end: number) =>
    (await getRange(connection, key, [start, end], etag)).bytes;
  return new S3Reader(total, bytes, fetch, connection.location(key));
}

class S3Reader implements RandomReader {
  readonly localPath = null;
  readonly size: number;
  readonly #first: Piece;
  readonly #fetch: (start: number, end: number) => Promise<Uint8Array>;
  readonly #location: string;
  #ahead: Piece[] = [];
  #rest: Piece | null = null;
  #lastEnd = -1;
  #inARow = 0;
  #closed = false;

  constructor(
    size: number,
    first: Uint8Array,
    fetch: (start: number, end: number) => Promise<Uint8Array>,
    location: string,
  ) {
    this.size = size;
    this.#first = { start: 0, end: first.length, bytes: Promise.resolve(first) };
    this.#fetch = fetch;
    this.#location = location;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (this.#closed) throw new StorageError('failed', 'read after it was closed', { path: this.#location });
    const end = Math.min(offset + length, this.size);
    if (end <= offset) return new Uint8Array(0);
    this.#inARow = offset === this.#lastEnd ? this.#inARow + 1 : 0;
    this.#lastEnd = end;
    const parts = this.#plan(offset, end);
    if (this.#inARow >= readsInARow) this.#readAhead(end);
    else this.#ahead = this.#ahead.filter((piece) => piece.end > offset && piece.start < end);
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return clip(only, offset, end);
    const bytes = new Uint8Array(end - offset);
    await Promise.all(
      parts.map(async (piece) => {
        const part = await clip(piece, offset, end);
        bytes.set(part, Math.max(piece.start, offset) - offset);
      }),
    );
    return bytes;
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
    this.#ahead = this.#ahead.filter((piece) => piece.end > offset);
    let at = Math.max(offset, ...this.#ahead.map(({ end }) => end));
    while (this.#ahead.length < piecesAhead && at < this.size) {
      const piece = this.#request(at, Math.min(at + pieceBytes, this.size));
      this.#ahead.push(piece);
      at = piece.end;
    }
  }

  #request(start: number, end: number): Piece {
    const bytes = this.#fetch(start, end);
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
