import { getOrMake } from '../src/base/collections.js';
import { StorageError } from '../src/base/errors.js';
import { missingFile, type RandomReader } from '../src/storage/storage.js';
import { pieceBytes, readInto } from './file-pieces.js';
import type { PickedFile } from './messages.js';
import type { FileSource } from './page-tree.js';
import { type ReadSmall, smallFiles } from './small-files.js';

/** Returns the files of a folder that the user gave. Nothing is read before something near it is asked for. */
export function folderSource(name: string, files: readonly PickedFile[]): FileSource {
  const byPath = new Map(files.map(({ path, file }) => [path, file]));
  const addresses = new Map<string, string>();
  const readSmall = smallFiles(files);
  const fileAt = (path: string): File => {
    const file = byPath.get(path);
    if (file === undefined) throw new StorageError('missing', missingFile, { path: `${name}/${path}` });
    return file;
  };
  return {
    name,
    isRemote: false,
    folders: [name],
    listing: [...byPath].map(([key, { size, lastModified }]) => ({ key, size, modified: lastModified })),
    open: async (path) => fileReader(fileAt(path), `${name}/${path}`, readSmall),
    fileOf: (path) => byPath.get(path) ?? null,
    addressOf: (path) => getOrMake(addresses, path, () => URL.createObjectURL(fileAt(path))),
  };
}

function fileReader(file: File, path: string, readSmall: ReadSmall): RandomReader {
  // A browser refuses to read a file that changed since the user gave it.
  const explained = <Result>(reading: Promise<Result>) =>
    reading.catch((cause) => {
      throw new StorageError('changed', 'the file can no longer be read', {
        path,
        found: cause instanceof Error ? cause.message : String(cause),
        cause,
        hint: 'open the folder again',
      });
    });
  const read = async (offset: number, length: number) => {
    const small = await readSmall(file);
    // A copy, which is the reader's own.
    if (small !== null) return small.slice(offset, offset + length);
    return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
  };
  const readSmallInto = async (offset: number, target: Uint8Array) => {
    const bytes = await read(offset, target.length);
    target.set(bytes);
    return bytes.length;
  };
  return {
    size: file.size,
    localPath: null,
    read: (offset, length) => explained(read(offset, length)),
    readInto: (offset, target) =>
      explained(target.length < pieceBytes ? readSmallInto(offset, target) : readInto(file, offset, target)),
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
