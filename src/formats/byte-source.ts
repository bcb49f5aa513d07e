import { joinBytes } from '../base/collections.js';
import { fileError } from '../base/errors.js';

/** The bytes of one named file; they can be read from the start any number of times. */
export interface ByteSource {
  /** Name of the file in messages. */
  readonly path: string;
  /** All bytes, in order, in chunks of any size. */
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Bytes of ranges, in order, with the index of each; absent if the source can only be read whole. */
  spans?(spans: readonly Span[]): AsyncIterable<SpanChunk> | Iterable<SpanChunk>;
}

/** A range of bytes of a file: `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Some bytes of the range with the index `span` among those requested. */
export interface SpanChunk {
  readonly span: number;
  readonly bytes: Uint8Array;
}

/** Bytes of the largest file that is read whole. */
const largestFile = 2 ** 30;

/** Reads all bytes of a file. Fails with a FormatError if it has more than 1 GiB. */
export async function readWhole(source: ByteSource): Promise<Uint8Array> {
  const { chunks, size } = await readChunks(source, largestFile);
  if (size > largestFile)
    throw fileError('the file is too large for its format', source.path, 'at most 1024 MiB', 'more');
  return chunks.length === 1 ? chunks[0]! : joinBytes(chunks);
}

/** Reads chunks of a file until they have more than `most` bytes; `size` is the number of their bytes. */
export async function readChunks(source: ByteSource, most: number) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return { chunks, size };
}

/**
 * Returns a source of bytes in memory; they come in chunks of `pieceBytes`, or all at once.
 *
 * @example
 * const source = bytesOf('picks.csv', await readFile('picks.csv'));
 */
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

/**
 * Yields `make(item)` of each item of a source, in order, while up to `ahead` further items are being made. Fails
 * with the error of the source, or with that of `make` when its turn comes. When it ends early, it waits for what is
 * still being made and passes each to `drop` as soon as it is made: the next may need what that gives back.
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
      // The error is thrown when its turn comes; until then it must not count as unhandled.
      made.catch(() => undefined);
      underWay.push(made);
      if (underWay.length > ahead) yield await (underWay.shift() as Promise<Made>);
    }
    while (underWay.length > 0) yield await (underWay.shift() as Promise<Made>);
  } finally {
    await Promise.allSettled(underWay.map(async (made) => drop(await made)));
  }
}
