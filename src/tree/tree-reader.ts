import { CryoetError, FormatError, StorageError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.js';
import type { RandomReader, Storage } from '../storage/storage.js';
import { isMayBeEmpty, type TreeFile } from './tree-file.js';

/** Bytes: metadata files are small; anything beyond this is something else. */
const largestDocument = 64 * 1024 * 1024;

/**
 * The JSON object of a file of a tree. Fails with the storage's error, or with a FormatError that names the file when it
 * holds none.
 */
export async function readDocument(storage: Storage, key: string): Promise<JsonObject> {
  const bytes = await storage.get(key, largestDocument);
  const path = storage.location(key);
  const value = decodeJson(bytes, path);
  if (isJsonObject(value)) return value;
  throw new FormatError('not a metadata file', {
    path,
    expected: 'a JSON object',
    found: JSON.stringify(value).slice(0, 40),
  });
}

/** How much of a tree was read. */
interface ReadCounts {
  files: number;
  bytes: number;
}

/** Reads files of a tree, counts what it reads, and turns every failure into a fault, but for an abort, which is thrown. */
export class TreeReader {
  readonly storage: Storage;
  readonly counts: ReadCounts = { files: 0, bytes: 0 };
  /** The tree for readers of whole files, whose failures are theirs; names are paths below the tree's root. */
  readonly counted: Pick<Storage, 'get' | 'open' | 'location'> = {
    get: async (path, limit) => {
      this.signal?.throwIfAborted();
      const bytes = await this.storage.get(path, limit);
      this.counts.files += 1;
      this.counts.bytes += bytes.length;
      return bytes;
    },
    open: async (path) => {
      const file = await this.storage.open(path);
      if (!this.#opened.has(path)) this.counts.files += 1;
      this.#opened.add(path);
      return {
        size: file.size,
        localPath: file.localPath,
        read: async (offset, length) => {
          this.signal?.throwIfAborted();
          const bytes = await file.read(offset, length);
          this.counts.bytes += bytes.length;
          return bytes;
        },
        close: () => file.close(),
      };
    },
    location: (path) => path,
  };
  /** Files of which parts were read, which are counted once. */
  readonly #opened = new Set<string>();

  /** Stops what is being read. */
  readonly signal: AbortSignal | undefined;

  constructor(storage: Storage, signal?: AbortSignal) {
    this.storage = storage;
    this.signal = signal;
  }

  /** A file as the user would name it. */
  location(path: string): string {
    return this.storage.location(path);
  }

  /** A whole file; fails as the storage does. */
  async get(path: string, limit: number): Promise<Uint8Array> {
    this.signal?.throwIfAborted();
    const bytes = await this.storage.get(path, limit);
    this.counts.files += 1;
    this.counts.bytes += bytes.length;
    return bytes;
  }

  /** An open file, to be closed; fails as the storage does. */
  async open(path: string): Promise<RandomReader> {
    const reader = await this.storage.open(path);
    this.counts.files += 1;
    return this.#counting(reader);
  }

  /** What `parse` makes of a whole file; its failure, or the file's, is the content's problem. */
  async content<Value>(
    { path, size }: Pick<TreeFile, 'path' | 'size'>,
    limit: number,
    parse: (bytes: Uint8Array) => Value | Promise<Value>,
  ): Promise<Content<Value>> {
    return this.#guard(path, size, async (note) => {
      const bytes = await this.get(path, limit);
      note(bytes.length);
      return parse(bytes);
    });
  }

  /** The document of a JSON file. */
  document(file: Pick<TreeFile, 'path' | 'size'>): Promise<Content<JsonValue>> {
    return this.content(file, largestDocument, (bytes) => decodeJson(bytes, file.path));
  }

  /** What `parse` makes of an open file, which is closed afterwards. */
  async opened<Value>(
    { path, size }: Pick<TreeFile, 'path' | 'size'>,
    parse: (reader: RandomReader) => Promise<Value>,
  ): Promise<Content<Value>> {
    return this.#guard(path, size, async (note) => {
      const reader = await this.open(path);
      note(reader.size);
      try {
        return await parse(reader);
      } finally {
        await reader.close();
      }
    });
  }

  /** `read` notes how many bytes the file has once it is open. */
  async #guard<Value>(
    path: string,
    size: number,
    read: (note: (bytes: number) => void) => Promise<Value>,
  ): Promise<Content<Value>> {
    let isEmpty = false;
    const note = (bytes: number) => {
      isEmpty = bytes === 0;
    };
    try {
      return { path, size, value: await read(note), problem: null };
    } catch (error) {
      // What is left unread then is no fault of the file.
      this.signal?.throwIfAborted();
      const problem = issueOf(error);
      if (error instanceof StorageError && error.reason === 'link') {
        return { path, size, value: null, problem: { ...problem, reportedBy: 'LINK_LEAVES_TREE' } };
      }
      const isReported = isEmpty && !isMayBeEmpty(path);
      return {
        path,
        size,
        value: null,
        problem: isReported ? { ...problem, reportedBy: 'FILE_EMPTY' } : problem,
      };
    }
  }

  #counting(reader: RandomReader): RandomReader {
    return {
      size: reader.size,
      localPath: reader.localPath,
      close: () => reader.close(),
      read: async (offset, length) => {
        this.signal?.throwIfAborted();
        const bytes = await reader.read(offset, length);
        this.counts.bytes += bytes.length;
        return bytes;
      },
    };
  }
}

/** An error of ours, or of a parser, as a fault of the file it is about. */
export function issueOf(error: unknown): ReadIssue {
  if (!(error instanceof CryoetError)) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
  const { found, expected, line } = error.facts;
  return {
    message: error.message,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
    ...(line === undefined ? {} : { line }),
  };
}

/** Why a file cannot be read, as facts for a report. */
interface ReadIssue {
  readonly message: string;
  readonly found?: string;
  readonly expected?: string;
  /** 1-based line of a text file. */
  readonly line?: number;
  /** Rule that reports the same cause more plainly. */
  readonly reportedBy?: 'FILE_EMPTY' | 'LINK_LEAVES_TREE';
}

/** The content of a file, or why there is none. Neither when it was not read. */
export interface Content<Value> {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly value: Value | null;
  readonly problem: ReadIssue | null;
}

/** The content of a file that was not read. */
export function unread({ path, size }: Pick<Content<never>, 'path' | 'size'>): Content<never> {
  return { path, size, value: null, problem: null };
}
