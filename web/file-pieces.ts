import { Crc64, FileSum } from '../src/storage/crc64.js';

/** The reader of workers, which no library of types has beside those of pages. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** Pieces that are read at once: the browser takes milliseconds for each, however short it is. */
const atOnce = 4;
/** Largest piece; smaller ones take longer. */
export const largestPiece = 2 ** 22;

/** A part of a file: `start` and `end` (exclusive) in bytes. */
export interface FilePart {
  readonly path: string;
  readonly file: File;
  readonly start: number;
  readonly end: number;
}

/** The remainder of CRC-64/NVME of a piece of a file. */
export interface PieceSum {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly remainder: bigint;
}

interface Piece {
  readonly path: string;
  readonly file: File;
  /** Position in the file, a multiple of the size of pieces. */
  readonly start: number;
}

/**
 * Pieces of files of a folder, all of one size, of which the last ones are kept. Their buffers are used again: others
 * would stay until the browser collects garbage, gigabytes later.
 */
export class FilePieces {
  readonly pieceBytes: number;
  readonly #mostKept: number;
  readonly #kept = new Map<string, Uint8Array<ArrayBuffer>>();
  #sums: PieceSum[] = [];

  constructor(pieceBytes: number, mostKept: number) {
    this.pieceBytes = pieceBytes;
    this.#mostKept = mostKept;
  }

  /** Reads what is not kept of the pieces that parts lie in. Fails with a DOMException if a file cannot be read. */
  async load(parts: Iterable<FilePart>): Promise<void> {
    const missing = new Map<string, Piece>();
    for (const { path, file, start, end } of parts) {
      for (let at = start - (start % this.pieceBytes); at < end; at += this.pieceBytes) {
        const key = keyOf(path, at);
        const kept = this.#kept.get(key);
        if (kept === undefined) missing.set(key, { path, file, start: at });
        else this.#keep(key, kept);
      }
    }
    await inParallel(missing.entries(), async ([key, piece]) => {
      const read = await fill(piece.file, this.#buffer(), piece.start, this.#lengthOf(piece));
      this.#add(key, piece, read);
    });
  }

  /** Fills `target` from a position of a file; the worker waits for pieces that are not kept. Fails if it is shorter. */
  read(path: string, file: File, target: Uint8Array, position: number): void {
    const end = position + target.length;
    if (end > file.size) throw new Error(`${path} became shorter`);
    for (let at = position; at < end; ) {
      const start = at - (at % this.pieceBytes);
      const key = keyOf(path, start);
      const bytes = this.#kept.get(key) ?? this.#readNow(key, { path, file, start });
      const part = bytes.subarray(at - start, Math.min(bytes.length, end - start));
      target.set(part, at - position);
      at += part.length;
    }
  }

  /** Returns the sums of the pieces that were read since the last call. */
  takeSums(): PieceSum[] {
    const sums = this.#sums;
    this.#sums = [];
    return sums;
  }

  #readNow(key: string, piece: Piece): Uint8Array {
    const blob = piece.file.slice(piece.start, piece.start + this.#lengthOf(piece));
    const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob));
    this.#add(key, piece, bytes);
    return bytes;
  }

  #add(key: string, { path, start }: Piece, bytes: Uint8Array<ArrayBuffer>): void {
    const remainder = Crc64.shared().remainder(bytes);
    this.#sums.push({ path, offset: start, length: bytes.length, remainder });
    this.#keep(key, bytes);
  }

  /** Keeps a piece as the newest, and no more than the number that is kept. */
  #keep(key: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#kept.delete(key);
    this.#kept.set(key, bytes);
    const [oldest] = this.#kept.size > this.#mostKept ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Returns the buffer of the oldest piece if enough are kept. */
  #buffer(): ArrayBuffer {
    const [oldest] = this.#kept.size < this.#mostKept ? [] : this.#kept;
    if (oldest === undefined) return new ArrayBuffer(this.pieceBytes);
    const [key, { buffer }] = oldest;
    this.#kept.delete(key);
    return buffer.byteLength === this.pieceBytes ? buffer : new ArrayBuffer(this.pieceBytes);
  }

  #lengthOf({ file, start }: Piece): number {
    return Math.min(this.pieceBytes, file.size - start);
  }
}

const keyOf = (path: string, start: number) => `${start} ${path}`;

/** Returns the CRC-64/NVME of a file. Fails with a DOMException if it cannot be read. */
export async function sumOf(file: File): Promise<bigint | null> {
  const sum = new FileSum();
  const starts = Array.from({ length: Math.ceil(file.size / largestPiece) }, (_, at) => at * largestPiece);
  const free: ArrayBuffer[] = [];
  await inParallel(starts.values(), async (start) => {
    const length = Math.min(largestPiece, file.size - start);
    const bytes = await fill(file, free.pop() ?? new ArrayBuffer(length), start, length);
    sum.addBytes(start, bytes);
    if (bytes.buffer.byteLength === largestPiece) free.push(bytes.buffer);
  });
  return sum.finish(file.size);
}

async function inParallel<Item>(items: Iterator<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const one = async () => {
    for (let next = items.next(); next.done !== true; next = items.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

/** Readers that wait: Chromium collects a stream as garbage that only its pending read refers to, which then never ends. */
const waiting = new Set<ReadableStreamBYOBReader>();

/** Reads a part of a file into a buffer, which moves into the array that is returned. */
async function fill(
  file: File,
  buffer: ArrayBuffer,
  start: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = file
    .slice(start, start + length)
    .stream()
    .getReader({ mode: 'byob' });
  waiting.add(reader);
  try {
    let filled = new Uint8Array(buffer, 0, 0);
    while (filled.length < length) {
      const { length: done } = filled;
      const { value } = await reader.read(new Uint8Array(filled.buffer, done, length - done));
      if (value === undefined || value.length === 0) throw new Error(`${file.name} became shorter`);
      filled = new Uint8Array(value.buffer, 0, done + value.length);
    }
    return filled;
  } finally {
    waiting.delete(reader);
  }
}
