import { StorageError } from '../src/base/errors.js';
import { compareCodePoints } from '../src/storage/keys.js';
import { ListedStorage } from '../src/storage/listed-storage.js';
import { emptyStorage, type RandomReader, readWhole, type Storage } from '../src/storage/storage.js';
import type { PickedFile } from './messages.js';

/** A tree of the page: a storage, and the addresses that its files have for the browser. */
export interface PageTree {
  readonly storage: Storage;
  /** Returns an address from which a page can show a file; null if there is none. */
  addressOf(key: string): string | null;
}

/** Opens files of a folder that the user gave. Nothing is read before it is asked for. */
export async function openFolder(name: string, files: readonly PickedFile[]): Promise<PageTree> {
  const byKey = new Map(files.map(({ path, file }) => [path, file]));
  const keys = [...byKey.keys()].sort(compareCodePoints);
  const addresses = new Map<string, string>();
  const infoOf = (key: string, { size, lastModified }: File) => ({ key, size, modified: lastModified });
  const storage = await listedStorage(name, {
    async *list() {
      for (const key of keys) yield infoOf(key, byKey.get(key) as File);
    },
    async open(key) {
      const file = byKey.get(key);
      if (file === undefined) throw new StorageError('missing', 'no such file', { path: `${name}/${key}` });
      return fileReader(file, `${name}/${key}`);
    },
  });
  return {
    storage,
    addressOf(key) {
      const file = byKey.get(key);
      if (file === undefined) return null;
      const address = addresses.get(key) ?? URL.createObjectURL(file);
      addresses.set(key, address);
      return address;
    },
  };
}

/** Returns a storage that is read only, of a listing that does not change and a function that opens files. */
export async function listedStorage(
  url: string,
  files: { list(): AsyncIterable<{ key: string; size: number; modified: number }>; open: Storage['open'] },
): Promise<Storage> {
  const empty = emptyStorage(url);
  const listed = new ListedStorage({
    ...empty,
    flat: false,
    list: files.list,
    open: files.open,
    get: async (key, limit = Number.POSITIVE_INFINITY) =>
      readWhole(await files.open(key), limit, empty.location(key)),
  });
  await listed.pass('');
  return listed;
}

function fileReader(file: File, path: string): RandomReader {
  return {
    size: file.size,
    localPath: null,
    async read(offset, length) {
      try {
        return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
      } catch (cause) {
        // A browser refuses to read a file that changed since the user gave it.
        throw new StorageError('changed', 'the file can no longer be read', {
          path,
          found: cause instanceof Error ? cause.message : String(cause),
          cause,
          hint: 'open the folder again',
        });
      }
    },
    close: async () => undefined,
  };
}

/** Returns the files below a folder that the user lets the page read, at any depth. */
export async function filesOf(folder: FileSystemDirectoryHandle): Promise<PickedFile[]> {
  const files: PickedFile[] = [];
  const walk = async (directory: FileSystemDirectoryHandle, prefix: string): Promise<void> => {
    for await (const [name, entry] of directory.entries()) {
      const path = `${prefix}${name}`;
      if (entry.kind === 'file') files.push({ path, file: await (entry as FileSystemFileHandle).getFile() });
      else await walk(entry as FileSystemDirectoryHandle, `${path}/`);
    }
  };
  await walk(folder, '');
  return files;
}
