import { closing } from '../base/closing.js';
import { type SniffedFile, sniffFile, startBytes } from '../deposition/sniff-file.js';
import { fileSource } from '../deposition/source-files.js';
import type { ByteSource } from '../formats/byte-source.js';
import { decodeText, type NamedText } from '../formats/text.js';
import type { Storage } from '../storage/storage.js';

/** A file or OME-Zarr that is inspected. */
export interface InspectedFile {
  readonly storage: Storage;
  readonly key: string;
  /** The path as the user named it. */
  readonly path: string;
  /** Size in bytes; null for a directory. */
  readonly bytes: number | null;
  readonly sniffed: SniffedFile;
  /** Reads it as text. Fails with a FormatError for binary data, and with a StorageError above 256 MiB. */
  text(): Promise<NamedText>;
  /** Reads all bytes. Fails with a StorageError above 1 GiB. */
  content(): Promise<Uint8Array>;
  /** Returns a source that reads it in chunks. */
  source(): ByteSource;
}

const mebibyte = 2 ** 20;
const longestText = 256 * mebibyte;
const largestFile = 1024 * mebibyte;
const zarr: SniffedFile = { kind: 'volume', format: 'OME-Zarr', others: [] };

/** Opens and recognizes a file (by its first 64 KiB) or OME-Zarr. Fails with a StorageError if it is missing. */
export async function lookAt(storage: Storage, key: string, path: string): Promise<InspectedFile> {
  const readers = {
    text: async () => ({ path, text: decodeText(await storage.get(key, longestText), path) }),
    content: () => storage.get(key, largestFile),
    source: () => ({ ...fileSource(storage, key), path }),
  };
  if ((await storage.kind(key)) === 'directory')
    return { storage, key, path, bytes: null, sniffed: zarr, ...readers };
  const file = await storage.open(key);
  const { size } = file;
  const head = await closing(file, () => file.read(0, startBytes));
  return { storage, key, path, bytes: size, sniffed: sniffFile({ path, size, bytes: head }), ...readers };
}
