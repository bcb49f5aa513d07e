import { FormatError } from '../base/errors.js';

const mebibyte = 2 ** 20;

/** All bytes of a file; fails with a FormatError beyond `limit` bytes. */
export async function readWhole(source: ByteSource, limit = 1024 * mebibyte): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) {
      throw new FormatError('the file is too large for its format', {
        path: source.path,
        expected: `at most ${Math.floor(limit / mebibyte)} MiB`,
        found: 'more',
      });
    }
  }
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  return concatBytes(...chunks);
}

/** A stretch of a file, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The bytes of one named file, to be read from the start as often as needed. */
export interface ByteSource {
  /** The file as messages name it. */
  readonly path: string;
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** The bytes of some stretches, in order, each with the number of its stretch; absent where that takes reading all. */
  spans?(spans: readonly Span[]): AsyncIterable<SpanChunk> | Iterable<SpanChunk>;
}

/** Some bytes of the `span`-th stretch that was asked for. */
export interface SpanChunk {
  readonly span: number;
  readonly bytes: Uint8Array;
}

/** A source of bytes that are in memory already; they come in pieces of `pieceBytes`, or at once. */
export function bytesOf(path: string, bytes: Uint8Array | string, pieceBytes?: number): ByteSource {
  const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return {
    path,
    chunks: () => (pieceBytes === undefined ? [data] : pieces(data, pieceBytes)),
    spans: (spans) => spans.map(({ start, end }, span) => ({ span, bytes: data.subarray(start, end) })),
  };
}

function* pieces(data: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

/** Some bytes after each other, as a copy. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/**
 * What is made of the items of a source, in their order, while up to `ahead` items that follow are being made. Fails with what the
 * source fails with, or with what the making fails with when its turn comes. Whatever is under way then, or when nobody wants
 * more, is waited for and given to `drop`.
 */
export async function* madeAhead<Item, Made>(
  source: AsyncIterable<Item> | Iterable<Item>,
  ahead: number,
  make: (item: Item) => Promise<Made>,
  drop: (made: Made) => void = () => {},
): AsyncGenerator<Made, void, undefined> {
  const underWay: Promise<Made>[] = [];
  try {
    for await (const item of source) {
      const made = make(item);
      made.catch(() => undefined);
      underWay.push(made);
      if (underWay.length > ahead) yield await (underWay.shift() as Promise<Made>);
    }
    while (underWay.length > 0) yield await (underWay.shift() as Promise<Made>);
  } finally {
    for (const outcome of await Promise.allSettled(underWay)) {
      if (outcome.status === 'fulfilled') drop(outcome.value);
    }
  }
}
