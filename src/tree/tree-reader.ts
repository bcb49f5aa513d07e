import { closing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { CryoetError, fileError, StorageError } from '../base/errors.js';
import type { Issue, IssueText } from '../base/issue.js';
import { decodeJson } from '../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.js';
import type { RandomReader, Storage } from '../storage/storage.js';
import { isMayBeEmpty, type TreeFile } from './tree-file.js';

/** Size limit of a metadata file in bytes; real ones are far smaller. */
export const largestDocument = 64 * 1024 * 1024;

/** Reads a JSON object. Fails with a StorageError, or with a FormatError that names the file. */
export async function readDocument(storage: Storage, key: string): Promise<JsonObject> {
  const bytes = await storage.get(key, largestDocument);
  const path = storage.location(key);
  const value = decodeJson(bytes, path);
  if (isJsonObject(value)) return value;
  throw fileError('not a metadata file', path, 'a JSON object', JSON.stringify(value).slice(0, 40));
}

/** Reads and counts files of a tree. Failures become the problem of the content, except an abort. */
export class TreeReader {
  /** Number of files and bytes that were read. */
  readonly counts = { files: 0, bytes: 0 };
  /** The tree for readers of whole files, which handle failures; locations are paths below the root of the tree. */
  readonly counted: Pick<Storage, 'get' | 'open' | 'location'> = {
    get: (path, limit) => this.get(path, limit),
    open: async (path) => {
      const reader = await this.storage.open(path);
      if (!this.#opened.has(path)) this.counts.files += 1;
      this.#opened.add(path);
      return this.#counting(reader);
    },
    location: (path) => path,
  };
  /** Files that were opened through `counted`, which count once. */
  readonly #opened = new Set<string>();

  constructor(
    readonly storage: Storage,
    readonly signal?: AbortSignal,
  ) {}

  /** Returns a path as the user names it. */
  location(path: string): string {
    return this.storage.location(path);
  }

  /** Reads a whole file. Fails with a StorageError. */
  async get(path: string, limit?: number): Promise<Uint8Array> {
    this.signal?.throwIfAborted();
    const bytes = await this.storage.get(path, limit);
    this.counts.files += 1;
    this.counts.bytes += bytes.length;
    return bytes;
  }

  /** Opens a file; the caller closes it. Fails with a StorageError. */
  async open(path: string): Promise<RandomReader> {
    const reader = await this.storage.open(path);
    this.counts.files += 1;
    return this.#counting(reader);
  }

  /** Reads a whole file with `parse`. A failure becomes the problem of the content. */
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

  /** Reads a JSON file. A failure becomes the problem of the content. */
  document(file: Pick<TreeFile, 'path' | 'size'>): Promise<Content<JsonValue>> {
    return this.content(file, largestDocument, (bytes) => decodeJson(bytes, file.path));
  }

  /** Reads an open file with `parse`, and closes it. A failure becomes the problem of the content. */
  async opened<Value>(
    { path, size }: Pick<TreeFile, 'path' | 'size'>,
    parse: (reader: RandomReader) => Promise<Value>,
  ): Promise<Content<Value>> {
    return this.#guard(path, size, async (note) => {
      const reader = await this.open(path);
      note(reader.size);
      return closing(reader, parse);
    });
  }

  /** Turns a failure of `read` into a content's problem. `read` notes the file's size in bytes once it is open. */
  async #guard<Value>(path: string, size: number, read: (note: (bytes: number) => void) => Promise<Value>) {
    let isEmpty = false;
    const note = (bytes: number) => {
      isEmpty = bytes === 0;
    };
    try {
      return { path, size, value: await read(note), problem: null };
    } catch (error) {
      // A read that was aborted is not a fault of the file.
      this.signal?.throwIfAborted();
      const isLink = error instanceof StorageError && error.reason === 'link';
      const isReported = isEmpty && !isMayBeEmpty(path);
      const reportedBy: ReadIssue['reportedBy'] = isLink
        ? 'LINK_LEAVES_TREE'
        : isReported
          ? 'FILE_EMPTY'
          : undefined;
      return { path, size, value: null, problem: { ...issueOf(error), ...defined({ reportedBy }) } };
    }
  }

  /** A reader that counts bytes and stops at an abort. */
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

/** Converts an error to the problem of a file. */
export function issueOf(error: unknown): ReadIssue {
  const { found, expected, line } = error instanceof CryoetError ? error.facts : {};
  const message = error instanceof Error ? error.message : String(error);
  return { message, ...defined({ found, expected, line }) };
}

/** Why a file cannot be read, for a report. */
interface ReadIssue extends IssueText, Pick<Issue, 'line'> {
  /** Rule that explains the same problem better. */
  readonly reportedBy?: 'FILE_EMPTY' | 'LINK_LEAVES_TREE';
}

/** The value of a file, or the problem that prevented reading it; both null for a file that was not read. */
export interface Content<Value> {
  readonly path: string;
  /** Size of the file in bytes. */
  readonly size: number;
  readonly value: Value | null;
  readonly problem: ReadIssue | null;
}

/** Returns the content of a file that was not read. */
export function unread({ path, size }: Pick<Content<never>, 'path' | 'size'>): Content<never> {
  return { path, size, value: null, problem: null };
}
