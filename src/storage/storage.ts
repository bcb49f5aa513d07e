import { StorageError } from '../base/errors.js';
import type { Digest } from './digest-algorithm.js';

/** What a file system has beside files and directories: a link without target, one to a directory above it, a pipe, socket or device. */
export type NotAFile = 'dangling-link' | 'circular-link' | 'special-file';

/** A file or object: `key` is its path below the storage's root, `/`-separated, without a leading slash. */
export interface ObjectInfo {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** A symbolic link that leads out of the storage, which reading refuses. */
  readonly leaves?: true;
  /** What stands in the place of a file; only where everything is listed. */
  readonly notAFile?: NotAFile;
  /** Tells it from another file of its name; absent where the storage does not say. */
  readonly fileNumber?: number;
  /** Tells it from another object of its name, in an object store. */
  readonly etag?: string;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

/** An entry of a listing; `size` in bytes, where the listing says it. */
export interface SizedEntry extends DirectoryEntry {
  readonly size?: number;
}

/** What is known of a file that was written, without reading it again. */
export interface Written {
  /** Its CRC-64/NVME. */
  readonly crc64?: bigint;
  /** Its entity tag in an object store. */
  readonly etag?: string;
}

/** A file that was copied; `bytes` is its size. */
export interface Copied extends Written {
  readonly bytes: number;
}

/** Is told the remainders (CRC-64/NVME, see `Crc64`) of pieces of a file by who reads or writes it at its `localPath`. */
export interface PieceSums {
  add(offset: number, length: number, remainder: bigint): void;
}

/** Random access to one file; reads past the end are short. */
export interface RandomReader {
  /** Bytes. */
  readonly size: number;
  /** Path of the same bytes on a local disk, so that workers can read without a copy; null where there is none. */
  readonly localPath: string | null;
  /** Absent where nobody sums what is read. */
  readonly sums?: PieceSums;
  /** At most `length` bytes from `offset`; shorter only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Reads from `offset` into memory of the caller's, which new memory for every read would cost more than filling;
   * returns how many bytes, fewer than there is room for only at the end of the file. Absent where that saves nothing.
   */
  readInto?(offset: number, target: Uint8Array): Promise<number>;
  /**
   * Fails with a StorageError when the file is not as it was when it was opened. Absent where reads tell by themselves.
   */
  checkUnchanged?(): Promise<void>;
  close(): Promise<void>;
}

/** A file in the making: nothing shows under its name until `commit`. */
export interface FileWriter {
  /** Path of the unfinished file on a local disk, so that workers can write to it themselves; absent where there is none. */
  readonly localPath?: string;
  /** Absent where nobody sums what is written. */
  readonly sums?: PieceSums;
  /**
   * Write at an offset, in any order; what is never written is zeros. Beyond the first 8 MiB no byte may be written
   * twice: an object store has sent it by then. `remainder` is that of the bytes, where it is known already.
   */
  write(offset: number, bytes: Uint8Array, remainder?: bigint): Promise<void>;
  /** Make the file appear, whole, under its name. */
  commit(): Promise<Written>;
  /** Drop it; nothing shows. Harmless after `commit`. */
  abort(): Promise<void>;
}

/** A directory in the making: nothing shows under its name until `commit`, which replaces what was there. */
export interface StagedDirectory {
  /** Whether remainders of what its files are written in are of use. */
  readonly takesRemainders?: boolean;
  /** Write one small file whole. */
  put(relativeKey: string, bytes: Uint8Array): Promise<void>;
  /** A file that is written piece by piece; it counts once its own `commit` is done. */
  createFile(relativeKey: string, size?: number | null): Promise<FileWriter>;
  /** What is known of its files, by relative key. */
  commit(): Promise<ReadonlyMap<string, Written>>;
  abort(): Promise<void>;
}

/**
 * Where sources lie and trees are written. Keys are literal: no character has a meaning but `/`; the root's key
 * is empty. Every method fails with a StorageError that names the location; keys that would leave the root are
 * refused with reason `unsafe-name`. Names are ordered by code point.
 */
export interface Storage {
  /** Root as the user named it. */
  readonly url: string;
  /** An object store, whose directories are only what keys have in common. */
  readonly flat: boolean;
  /** A key as the user would name it, for messages. */
  location(key: string): string;
  /** Facts of a file, or null when there is no file of that key. */
  stat(key: string): Promise<ObjectInfo | null>;
  /** The digests that an object store keeps of a whole object, none where it keeps none; absent for disks. */
  storedDigests?(key: string): Promise<readonly Digest[]>;
  /** What lies at a key; null when nothing does. */
  kind(key: string): Promise<DirectoryEntry['kind'] | null>;
  /**
   * Entries directly below a directory, ascending by name; empty when there is no such directory. With `start` those whose
   * names begin so are enough, an object store asks for no others, and sizes of files are said.
   */
  readDirectory(key: string, start?: string): Promise<SizedEntry[]>;
  /** Every file below a directory, ascending by key; with `isEverything` also what a file system has beside files and directories. */
  list(prefix: string, isEverything?: boolean): AsyncIterable<ObjectInfo>;
  /** A whole file; fails with reason `too-large` beyond `limit` bytes. */
  get(key: string, limit?: number): Promise<Uint8Array>;
  open(key: string): Promise<RandomReader>;
  /** Write a whole file: it is there complete or not at all. */
  put(key: string, bytes: Uint8Array): Promise<Written>;
  /**
   * Write a small file whole where none is of that name; false, and nothing is done, where there is one. Of several that
   * try at once, on any machine, one gets true.
   */
  createExclusive(key: string, bytes: Uint8Array): Promise<boolean>;
  /** `size` is how many bytes it will have, where that is known; object stores cut large files by it. */
  createFile(key: string, size?: number | null): Promise<FileWriter>;
  stageDirectory(key: string): Promise<StagedDirectory>;
  /** Copy one file from any storage, byte for byte. */
  copyFrom(source: Storage, sourceKey: string, key: string): Promise<Copied>;
  /** Remove a file; nothing happens when there is none. */
  delete(key: string): Promise<void>;
  /** Remove a directory and all below it; nothing happens when there is none. */
  deleteDirectory(key: string): Promise<void>;
  /** Bytes that can still be written, null where the file system does not tell; absent for object stores, which never fill. */
  freeBytes?(): Promise<number | null>;
  /**
   * Remove what interrupted runs left half-made below a directory; returns how many. With an `age` in milliseconds,
   * only what lies right in it and is that old: others may be at work further down.
   */
  removeLeftovers(key: string, age?: number): Promise<number>;
  close(): Promise<void>;
}

/** A storage in which nothing is, and that takes nothing; it stands for an output that is not known yet. */
export function emptyStorage(url: string): Storage {
  const location = (key: string) => (key === '' ? url : `${url}/${key}`);
  const missing = async (key: string): Promise<never> => {
    throw new StorageError('missing', 'no such file', { path: location(key) });
  };
  const refuse = async (key: string): Promise<never> => {
    throw new StorageError('failed', 'not a place to write to', { path: location(key) });
  };
  return {
    url,
    flat: true,
    location,
    stat: async () => null,
    kind: async () => null,
    readDirectory: async () => [],
    async *list() {},
    get: missing,
    open: missing,
    put: refuse,
    createExclusive: refuse,
    createFile: refuse,
    stageDirectory: refuse,
    copyFrom: (_source, _sourceKey, key) => refuse(key),
    delete: refuse,
    deleteDirectory: refuse,
    removeLeftovers: async () => 0,
    close: async () => undefined,
  };
}

const pieceBytes = 8 * 1024 * 1024;

/** Copies a file of one storage into a file in the making of another, and commits it. */
export async function copyThrough(source: Storage, sourceKey: string, writer: FileWriter): Promise<Copied> {
  const reader = await source.open(sourceKey).catch(async (error) => {
    await writer.abort();
    throw error;
  });
  try {
    for (let offset = 0; offset < reader.size; ) {
      const piece = await reader.read(offset, pieceBytes);
      if (piece.length === 0) {
        throw new StorageError('failed', 'shorter than it says', {
          path: source.location(sourceKey),
          expected: `${reader.size} bytes`,
          found: `${offset} bytes`,
        });
      }
      await writer.write(offset, piece);
      offset += piece.length;
    }
    await reader.checkUnchanged?.();
    return { bytes: reader.size, ...(await writer.commit()) };
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    await reader.close();
  }
}
