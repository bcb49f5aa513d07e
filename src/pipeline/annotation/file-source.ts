import type { ByteSource } from '../../formats/byte-source/index.js';
import type { Storage } from '../../storage/index.js';

const pieceBytes = 2 ** 20;

/** A file of a storage as a source of bytes, read in pieces of 1 MiB; `onRead` is told how far each reading is. */
export function fileSource(
  storage: Storage,
  key: string,
  { signal, onRead }: { readonly signal?: AbortSignal; readonly onRead?: (bytes: number) => void } = {},
): ByteSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const reader = await storage.open(key);
    try {
      for (let offset = 0; offset < reader.size; ) {
        signal?.throwIfAborted();
        const piece = await reader.read(offset, pieceBytes);
        if (piece.length === 0) break;
        offset += piece.length;
        yield piece;
        onRead?.(offset);
      }
    } finally {
      await reader.close();
    }
  }
  return { path: storage.location(key), chunks };
}
