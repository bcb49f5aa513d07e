import { closing, undoing } from '../base/closing.js';
import { joinBytes } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import type { Digest } from './digest-algorithm.js';

/**
 * An entry of a file system that is neither file nor directory: a link without target, a link to a directory above it,
 * a pipe, socket or device; or one that the file system refuses to list.
 */
export type NotAFile = 'dangling-link' | 'circular-link' | 'special-file' | 'unreadable';

/** A file or object: `key` is its path below the storage's root, `/`-separated, without a leading slash. */
export interface ObjectInfo {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** True for a symbolic link that leads out of the storage; reading it fails. */
  readonly leaves?: true;
  /** Key of the file that a symbolic link leads to; absent if it is no link, or leads out of the storage. */
  readonly target?: string;
  /** Kind of an entry that is not a file; only if everything is listed. */
  readonly notAFile?: NotAFile;
  /** Inode number, which changes if the file is replaced; absent if the storage has none. */
  readonly fileNumber?: number;
  /** Entity tag in an object store, which changes if the object is replaced. */
  readonly etag?: string;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

/** An entry of a listing, with the facts of a file that the listing has. */
export interface SizedEntry extends DirectoryEntry, Partial<Pick<ObjectInfo, 'modified' | 'etag'>> {
  /** Bytes. */
  readonly size?: number;
}

/** Facts of a written file that need no reading. */
export interface Written {
  /** CRC-64/NVME of its bytes. */
  readonly crc64?: bigint;
  /** Size and entity tag in an object store. */
  readonly bytes?: number;
  readonly etag?: string;
}

/** Facts of a copied file; `bytes` is its size. */
export interface Copied extends Written {
  readonly bytes: number;
}

/** Collects the remainders (see `Crc64`) of pieces of a file that workers read or write at its `localPath`. */
export interface PieceSums {
  add(offset: number, length: number, remainder: bigint): void;
}

/** Random access to a file. */
export interface RandomReader {
  /** Bytes. */
  readonly size: number;
  /** Path of the file on a local disk, so that workers can read it themselves; null if it is not on one. */
  readonly localPath: string | null;
  /** Entity tag of an object; what is read has it. */
  readonly etag?: string;
  /** Absent if no checksum of the read bytes is wanted. */
  readonly sums?: PieceSums;
  /** Reads `length` bytes from `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Reads from `offset` into the caller's memory, which is cheaper than new memory for every read. Returns the number
   * of bytes; fewer than fit only at the end of the file. Absent if it would save nothing.
   */
  readInto?(offset: number, target: Uint8Array): Promise<number>;
  /** Fails with a StorageError (`changed`) if the file changed since; absent if reads detect that. */
  checkUnchanged?(): Promise<void>;
  /**
   * Fails with a StorageError if what was read is not what an object store has: reads what is missing, and compares the
   * whole with its checksum; or reads what was read once more, if that is less. Absent for disks.
   */
  verify?(): Promise<void>;
  close(): Promise<void>;
}

/** An unfinished file. Nothing appears under its name until `commit`. */
export interface FileWriter {
  /** Path of the unfinished file, to which workers can write themselves; absent if it is not on a local disk. */
  readonly localPath?: string;
  /** Absent if no checksum of the written bytes is wanted. */
  readonly sums?: PieceSums;
  /**
   * Writes at an offset, in any order; bytes that are never written are zeros. Beyond the first 8 MiB no byte may be
   * written twice, because an object store has sent it by then. `remainder` is the remainder of the bytes, if it is
   * known.
   */
  write(offset: number, bytes: Uint8Array, remainder?: bigint): Promise<void>;
  /** Makes the complete file appear under its name. */
  commit(): Promise<Written>;
  /** Discards the file. Does nothing after `commit`. */
  abort(): Promise<void>;
}

/**
 * An unfinished directory. Nothing appears under its name until `commit`, which replaces an earlier directory. In an
 * object store, objects appear one by one, but a marker says that the directory is unfinished.
 */
export interface StagedDirectory {
  /** True if `write` of its files uses remainders. */
  readonly takesRemainders?: boolean;
  /** Writes a small file in one call; the caller may reuse the memory after it. */
  put(relativeKey: string, bytes: Uint8Array): Promise<void>;
  /** Creates a file that is written in pieces; it belongs to the directory after its own `commit`. */
  createFile(relativeKey: string, size?: number | null): Promise<FileWriter>;
  /** Makes a symbolic link to an absolute path; absent in object stores, which have none. */
  link?(relativeKey: string, target: string): Promise<void>;
  /**
   * Takes an earlier directory of the name away, so that it does not stay beside files that are replaced before
   * `commit`; `abort` puts it back where that is possible. Absent where nothing earlier can be.
   */
  withdraw?(): Promise<void>;
  /** Makes the directory appear. Returns facts of its files, by relative key. */
  commit(): Promise<ReadonlyMap<string, Written>>;
  abort(): Promise<void>;
}

/**
 * Files and objects of a directory or a bucket. Keys are literal: only `/` has a meaning, and the root's key is empty.
 * Names are sorted by code point. Every method fails with a StorageError that names the location; keys that would leave
 * the root are refused with reason `unsafe-name`.
 */
export interface Storage {
  /** Root as the user named it. */
  readonly url: string;
  /** True for an object store, in which directories are only common prefixes of keys. */
  readonly flat: boolean;
  /** Returns the name of a key for messages. */
  location(key: string): string;
  /** Returns the facts of a file, or null if there is none of that key. */
  stat(key: string): Promise<ObjectInfo | null>;
  /** Returns the digests that an object store keeps of a whole object, if any; absent for disks. */
  storedDigests?(key: string): Promise<readonly Digest[]>;
  /** Returns what a key is, or null if nothing is there. */
  kind(key: string): Promise<DirectoryEntry['kind'] | null>;
  /**
   * Returns the entries directly below a directory, ascending by name; empty if there is no such directory. With
   * `start`, files have sizes, objects also times and ETags, and names that do not begin with it may be missing: an
   * object store requests no others.
   */
  readDirectory(key: string, start?: string): Promise<SizedEntry[]>;
  /** Yields all files below a directory, ascending by key; with `isEverything`, pipes, dangling links etc. too. */
  list(prefix: string, isEverything?: boolean): AsyncIterable<ObjectInfo>;
  /** Reads a whole file. Fails with reason `too-large` above `limit` bytes, `changed` if an object lacks the `etag`. */
  get(key: string, limit?: number, etag?: string): Promise<Uint8Array>;
  open(key: string): Promise<RandomReader>;
  /** Writes a whole file: it appears complete or not at all. */
  put(key: string, bytes: Uint8Array): Promise<Written>;
  /**
   * Writes a small file unless one of that name exists. Returns false, and does nothing, if it does. Of several
   * concurrent callers, on any machine, exactly one gets true.
   */
  createExclusive(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Creates a file. `size`: its bytes if known, by which object stores choose the size of upload parts. */
  createFile(key: string, size?: number | null): Promise<FileWriter>;
  /**
   * Starts a directory. `before`: all keys below it if known, so that an object store is not listed. If there are none,
   * it gets no marker: whoever passes them removes it after a kill, if it lacks its root file (see `isRootFile`).
   */
  stageDirectory(key: string, before?: readonly string[]): Promise<StagedDirectory>;
  /** Copies one file from any storage, byte for byte. */
  copyFrom(source: Storage, sourceKey: string, key: string): Promise<Copied>;
  /** Removes a file; does nothing if there is none. */
  delete(key: string): Promise<void>;
  /** Removes a directory and everything below it; does nothing if there is none. */
  deleteDirectory(key: string): Promise<void>;
  /** Returns the free bytes, or null if the file system does not tell; absent for object stores. */
  freeBytes?(): Promise<number | null>;
  /**
   * Removes unfinished files and directories of interrupted runs below a directory. Returns their number. With an `age`
   * in milliseconds, only those directly in it whose process has ended, or that are at least that old if that is
   * unknown: other processes may be at work further down. With `name`, only those of the file or directory of that
   * name. `keys` has the keys of all objects below it, if they are known: an object store is not listed then.
   */
  removeLeftovers(key: string, age?: number, name?: string, keys?: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

/** Message about a file that does not exist. */
export const missingFile = 'no such file';

/** Returns the methods that write, which all fail with `message` and the path of `pathOf`. */
export function refusedWrites(message: string, pathOf: (key: string) => string) {
  const refuse = async (key: string): Promise<never> => {
    throw new StorageError('failed', message, { path: pathOf(key) });
  };
  return {
    put: refuse,
    createExclusive: refuse,
    createFile: refuse,
    stageDirectory: refuse,
    copyFrom: (_source: Storage, _sourceKey: string, key: string) => refuse(key),
    delete: refuse,
    deleteDirectory: refuse,
    removeLeftovers: refuse,
  };
}

/** Returns an empty storage that refuses writes. It stands for an output that is not known yet. */
export function emptyStorage(url: string): Storage {
  const location = (key: string) => (key === '' ? url : `${url}/${key}`);
  const missing = async (key: string): Promise<never> => {
    throw new StorageError('missing', missingFile, { path: location(key) });
  };
  return {
    ...refusedWrites('not a place to write to', location),
    url,
    flat: true,
    location,
    stat: async () => null,
    kind: async () => null,
    readDirectory: async () => [],
    async *list() {},
    get: missing,
    open: missing,
    removeLeftovers: async () => 0,
    close: async () => undefined,
  };
}

/** The state of a writer: open, or ended by a commit or an abort. */
export class WriterState {
  #isOpen = true;

  constructor(private readonly location: string) {}

  /** Fails with a StorageError if the writer has ended. */
  check(use = 'written to'): void {
    if (this.#isOpen) return;
    throw new StorageError('failed', `${use} after its end`, { path: this.location });
  }

  /** Ends the writer for a commit. Fails with a StorageError if it has ended. */
  commit(use = 'committed'): void {
    this.check(use);
    this.#isOpen = false;
  }

  /** Ends the writer for an abort; returns false if it had ended. */
  abort(): boolean {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    return wasOpen;
  }
}

/** Returns the error of a file that exceeds a size limit in bytes; `found` is its size, if known. */
export function tooLarge(path: string, limit: number, found: string): StorageError {
  return new StorageError('too-large', 'exceeds the size limit', {
    path,
    expected: `at most ${limit} bytes`,
    found,
  });
}

/**
 * Reads a whole open file and closes it. Fails with a StorageError of reason `too-large` beyond `limit` bytes, and of
 * reason `changed` if the file changed since it was opened.
 */
export async function readWhole(reader: RandomReader, limit: number, location: string): Promise<Uint8Array> {
  return closing(reader, async () => {
    if (reader.size > limit) throw tooLarge(location, limit, `${reader.size} bytes`);
    const bytes = await reader.read(0, reader.size);
    await reader.checkUnchanged?.();
    return bytes;
  });
}

export function memoryReader(bytes: Uint8Array): RandomReader {
  return {
    size: bytes.length,
    localPath: null,
    read: async (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)),
    close: async () => undefined,
  };
}

const pieceBytes = 8 * 1024 * 1024;

/**
 * Copies a file of a storage into an unfinished file of another, and commits it. Fails with a StorageError if the
 * source changes meanwhile; the unfinished file is discarded then.
 */
export async function copyThrough(source: Storage, sourceKey: string, writer: FileWriter): Promise<Copied> {
  return undoing(writer, 'abort', async () =>
    closing(await source.open(sourceKey), async (reader) => {
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
    }),
  );
}

const gatheredBytes = 1024 * 1024;

/**
 * Writes pieces in a row into an unfinished file, texts in UTF-8, and commits it; returns its bytes. Small pieces are
 * gathered in memory. The file is discarded if anything fails, or if `isWanted`, which is asked at the end, says no.
 */
export async function writeInRow(
  writer: FileWriter,
  pieces: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
  isWanted: () => Promise<boolean> = async () => true,
): Promise<number> {
  const encoder = new TextEncoder();
  let gathered: Uint8Array[] = [];
  let [length, end] = [0, 0];
  const flush = async () => {
    const [only = new Uint8Array()] = gathered;
    await writer.write(end, gathered.length > 1 ? joinBytes(gathered) : only);
    end += length;
    [gathered, length] = [[], 0];
  };
  return undoing(writer, 'abort', async () => {
    for await (const piece of pieces) {
      const bytes = typeof piece === 'string' ? encoder.encode(piece) : piece;
      gathered.push(bytes);
      length += bytes.length;
      if (length >= gatheredBytes) await flush();
    }
    if (!(await isWanted())) {
      await writer.abort();
      return 0;
    }
    await flush();
    await writer.commit();
    return end;
  });
}
