import { closing } from '../base/closing.js';
import { type SniffedFile, sniffFile, startBytes } from '../deposition/sniff-file.js';
import { fileSource } from '../deposition/source-files.js';
import type { ByteSource } from '../formats/byte-source.js';
import { decodeText, type NamedText } from '../formats/text.js';
import type { Storage } from '../storage/storage.js';

/** A file or OME-Zarr that is inspected; `path` is as the user named it, `bytes` is null for a directory. */
export type InspectedFile = Awaited<ReturnType<typeof lookAt>>;

const mebibyte = 2 ** 20;
const longestText = 256 * mebibyte;
const largestFile = 1024 * mebibyte;
const zarr: SniffedFile = { kind: 'volume', format: 'OME-Zarr', others: [] };

/** Opens and recognizes a file (by its first 64 KiB) or OME-Zarr. Fails with a StorageError if it is missing. */
export async function lookAt(storage: Storage, key: string, path: string) {
  const known = {
    storage,
    key,
    path,
    /** Reads it as text. Fails with a FormatError for binary data, and with a StorageError above 256 MiB. */
    text: async (): Promise<NamedText> => {
      return { path, text: decodeText(await storage.get(key, longestText), path) };
    },
    /** Reads all bytes. Fails with a StorageError above 1 GiB. */
    content: () => storage.get(key, largestFile),
    /** Returns a source that reads it in chunks. */
    source: (): ByteSource => ({ ...fileSource(storage, key), path }),
  };
  if ((await storage.kind(key)) === 'directory') return { ...known, bytes: null, sniffed: zarr };
  const file = await storage.open(key);
  const { size } = file;
  const head = await closing(file, () => file.read(0, startBytes));
  return { ...known, bytes: size, sniffed: sniffFile({ path, size, bytes: head }) };
}
