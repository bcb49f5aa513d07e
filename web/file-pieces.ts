import { getOrMake } from '../src/base/collections.js';
import { Crc64, FileSum } from '../src/storage/crc64.js';

/** The reader of workers, which no library of types has beside those of pages. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** Bytes of a piece of a file. Larger ones take less time, and more memory where files are read here and there. */
export const pieceBytes = 2 ** 18;

/** A part of a file: `start` and `end` (exclusive) in bytes. Later parts of the file end at `last`. */
export interface FilePart {
  readonly path: string;
  readonly file: File;
  readonly start: number;
  readonly end: number;
  readonly last: number;
}

/** A piece of a file that is kept. */
interface Piece {
  readonly path: string;
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  isSummed: boolean;
}

/** The remainder of CRC-64/NVME of a piece of a file. */
export interface PieceSum {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly remainder: bigint;
}

/**
 * Pieces of files of a folder, of which the last ones are kept. Their buffers are used again: others would stay until the
 * browser collects garbage, gigabytes later. Each file is read as one stream as long as its parts follow each other: the
 * browser takes milliseconds to begin one, and reads ahead in it.
 */
export class FilePieces {
  readonly #kept = new Map<string, Piece>();
  readonly #streams = new Map<string, FileStream>();
  /** Buffers of pieces that are no longer kept: as many as files are read at once. */
  readonly #spare: ArrayBuffer[] = [];
  #sums: PieceSum[] = [];

  /** `remainder` sums bytes, best where they are copied to: it is given copies of those pieces that are read whole. */
  constructor(
    private readonly mostKept: number,
    private readonly mostStreams: number,
    private readonly remainder = (bytes: Uint8Array) => Crc64.shared().remainder(bytes),
  ) {}

  /** Reads what is not kept of the pieces that parts lie in. Fails with a DOMException if a file cannot be read. */
  async load(parts: Iterable<FilePart>): Promise<void> {
    const missing = new Map<string, Map<number, FilePart>>();
    for (const part of parts) {
      for (const at of startsOfPieces(part)) {
        const kept = this.#kept.get(keyOf(part.path, at));
        if (kept === undefined) getOrMake(missing, part.path, () => new Map()).set(at, part);
        else this.#keep(keyOf(part.path, at), kept);
      }
    }
    const loading = [...missing.values()].map(async (pieces) => {
      for (const [start, part] of [...pieces].sort(([a], [b]) => a - b)) {
        const stream = this.#streamAt(start, part);
        const buffer = this.#spare.pop() ?? new ArrayBuffer(pieceBytes);
        this.#add(part.path, start, await stream.fill(buffer, lengthOf(part.file, start)));
      }
    });
    // What is still read after a failure would share its streams with the next load.
    await Promise.allSettled(loading);
    await Promise.all(loading);
    this.closeStreams(this.mostStreams);
  }

  /** Closes the streams, except as many of those that were used last. */
  closeStreams(kept = 0): void {
    for (const [path, stream] of this.#streams) {
      if (this.#streams.size <= kept) break;
      stream.close();
      this.#streams.delete(path);
    }
  }

  /** Fills `target` from a position of a file; the worker waits for pieces that are not kept. Fails if it is shorter. */
  read(path: string, file: File, target: Uint8Array, position: number): void {
    const end = position + target.length;
    if (end > file.size) throw new Error(`${path} became shorter`);
    for (let at = position; at < end; ) {
      const start = startOfPiece(at);
      const piece = this.#kept.get(keyOf(path, start)) ?? this.#readNow(path, file, start);
      const { bytes } = piece;
      const part = bytes.subarray(at - start, Math.min(bytes.length, end - start));
      const copy = target.subarray(at - position, at - position + part.length);
      copy.set(part);
      if (part.length === bytes.length) this.#sum(piece, copy);
      at += part.length;
    }
  }

  /** Returns the sums of the pieces that were read since the last call. */
  takeSums(): PieceSum[] {
    for (const piece of this.#kept.values()) this.#sum(piece);
    const sums = this.#sums;
    this.#sums = [];
    return sums;
  }

  #streamAt(start: number, { path, file, last }: FilePart): FileStream {
    const open = this.#streams.get(path);
    this.#streams.delete(path);
    const follows = open?.position === start && start < open.end;
    if (!follows) open?.close();
    const stream = follows ? open : new FileStream(file, start, startOfPiece(last - 1) + pieceBytes);
    this.#streams.set(path, stream);
    return stream;
  }

  #readNow(path: string, file: File, start: number): Piece {
    const blob = file.slice(start, start + lengthOf(file, start));
    const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob));
    return this.#add(path, start, bytes);
  }

  #add(path: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Piece {
    const piece = { path, offset, bytes, isSummed: false };
    this.#keep(keyOf(path, offset), piece);
    return piece;
  }

  /** Sums a piece, by a copy of it, unless it is summed. */
  #sum(piece: Piece, copy: Uint8Array = piece.bytes): void {
    if (piece.isSummed) return;
    piece.isSummed = true;
    const { path, offset, bytes } = piece;
    this.#sums.push({ path, offset, length: bytes.length, remainder: this.remainder(copy) });
  }

  /** Keeps a piece as the newest, and no more than the number that is kept. */
  #keep(key: string, piece: Piece): void {
    this.#kept.delete(key);
    this.#kept.set(key, piece);
    const [oldest] = this.#kept.size > this.mostKept ? this.#kept : [];
    if (oldest === undefined) return;
    const [oldKey, last] = oldest;
    const { buffer } = last.bytes;
    this.#kept.delete(oldKey);
    this.#sum(last);
    // Pieces that the worker waited for are not read into spare buffers, which would add up.
    if (buffer.byteLength === pieceBytes && this.#spare.length < this.mostStreams) this.#spare.push(buffer);
  }
}

const startOfPiece = (position: number) => position - (position % pieceBytes);
const lengthOf = (file: File, start: number) => Math.min(pieceBytes, file.size - start);
const keyOf = (path: string, start: number) => `${start} ${path}`;

/** Returns the positions of the pieces that a part of a file lies in. */
function startsOfPieces({ start, end }: Pick<FilePart, 'start' | 'end'>): number[] {
  const first = startOfPiece(start);
  return Array.from(
    { length: Math.ceil((end - first) / pieceBytes) },
    (_, piece) => first + piece * pieceBytes,
  );
}

/** Returns what these pieces are kept by. */
export function keysOfPieces(part: Pick<FilePart, 'path' | 'start' | 'end'>): string[] {
  return startsOfPieces(part).map((start) => keyOf(part.path, start));
}

/** Returns the CRC-64/NVME of a file. Fails with a DOMException if it cannot be read. */
export async function sumOf(file: File): Promise<bigint | null> {
  const sum = new FileSum();
  const stream = new FileStream(file, 0, file.size);
  let buffer = new ArrayBuffer(pieceBytes);
  while (stream.position < file.size) {
    const { position } = stream;
    const bytes = await stream.fill(buffer, lengthOf(file, position));
    sum.addBytes(position, bytes);
    buffer = bytes.buffer;
  }
  return sum.finish(file.size);
}

/** Reads from a position of a file as `readInto` of a reader does. Fails with a DOMException if it cannot be read. */
export async function readInto(file: File, offset: number, target: Uint8Array): Promise<number> {
  const length = Math.max(0, Math.min(target.length, file.size - offset));
  const stream = new FileStream(file, offset, offset + length);
  let buffer = new ArrayBuffer(Math.min(pieceBytes, length));
  try {
    for (let at = 0; at < length; ) {
      const bytes = await stream.fill(buffer, Math.min(pieceBytes, length - at));
      target.set(bytes, at);
      at += bytes.length;
      buffer = bytes.buffer;
    }
  } finally {
    stream.close();
  }
  return length;
}

/** Streams: Chromium collects one as garbage that only its pending read refers to, which then never ends. */
const open = new Set<FileStream>();

/** A part of a file that is read from its start on. */
class FileStream {
  readonly #reader: ReadableStreamBYOBReader;

  /** `position` is that of the bytes that follow. */
  constructor(
    private readonly file: File,
    public position: number,
    readonly end: number,
  ) {
    this.#reader = file.slice(position, end).stream().getReader({ mode: 'byob' });
  }

  /** Reads the next bytes into a buffer, which moves into the array that is returned. */
  async fill(buffer: ArrayBuffer, length: number): Promise<Uint8Array<ArrayBuffer>> {
    open.add(this);
    try {
      let filled = new Uint8Array(buffer, 0, 0);
      while (filled.length < length) {
        const { length: done } = filled;
        const { value } = await this.#reader.read(new Uint8Array(filled.buffer, done, length - done), {
          min: length - done,
        });
        if (value === undefined || value.length === 0) throw new Error(`${this.file.name} became shorter`);
        filled = new Uint8Array(value.buffer, 0, done + value.length);
      }
      this.position += length;
      // One that waits to say that it has ended keeps its memory.
      if (this.position >= Math.min(this.end, this.file.size)) this.close();
      return filled;
    } finally {
      open.delete(this);
    }
  }

  /** Has the browser read no more of it. */
  close(): void {
    // A file that could not be read has ended its stream.
    this.#reader.cancel().catch(() => undefined);
  }
}
