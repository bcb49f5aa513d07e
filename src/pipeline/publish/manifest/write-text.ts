import type { Storage } from '../../../storage/index.js';

const pieceBytes = 1024 * 1024;

/** Writes a text file that comes in pieces; it appears whole, or not at all where making it fails. */
export async function writeText(storage: Storage, key: string, texts: AsyncIterable<string>): Promise<void> {
  const writer = await storage.createFile(key);
  const encoder = new TextEncoder();
  let offset = 0;
  let waiting = '';
  const flush = async () => {
    const bytes = encoder.encode(waiting);
    waiting = '';
    await writer.write(offset, bytes);
    offset += bytes.length;
  };
  try {
    for await (const text of texts) {
      waiting += text;
      if (waiting.length >= pieceBytes) await flush();
    }
    await flush();
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
