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
