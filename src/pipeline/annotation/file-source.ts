import type { ByteSource } from '../../formats/byte-source/index.js';
import type { Storage } from '../../storage/index.js';

/** What is read at once, which should be worth a request. */
const pieceBytes = 2 ** 20;
/** What is handed on at once: what a parser makes of it is many times as large. */
const chunkBytes = 2 ** 16;

/** A file of a storage as a source of bytes in chunks of 64 KiB; `onRead` is told how far each reading is. */
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
        for (let start = 0; start < piece.length; start += chunkBytes) {
          yield piece.subarray(start, start + chunkBytes);
        }
        offset += piece.length;
        onRead?.(offset);
      }
    } finally {
      await reader.close();
    }
  }
  return { path: storage.location(key), chunks };
}
