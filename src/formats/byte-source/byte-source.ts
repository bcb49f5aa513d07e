/** The bytes of one named file, to be read from the start as often as needed. */
export interface ByteSource {
  /** The file as messages name it. */
  readonly path: string;
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A source of bytes that are in memory already. */
export function bytesOf(path: string, bytes: Uint8Array | string): ByteSource {
  const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return { path, chunks: () => [data] };
}
