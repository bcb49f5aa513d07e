import { CryoetError } from '../../errors/index.js';
import type { RandomReader, Storage } from '../../storage/index.js';
import type { Content } from '../contexts/index.js';
import type { Fault } from '../finding.js';
import type { TreeFile } from '../tree/tree-file.js';

/** How much of a tree was read. */
export interface ReadCounts {
  files: number;
  bytes: number;
}

/** Reads files of a tree, counts what it reads, and turns every failure into a fault. */
export class TreeReader {
  readonly storage: Storage;
  readonly counts: ReadCounts = { files: 0, bytes: 0 };

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** What `parse` makes of a whole file; its failure, or the file's, is the content's problem. */
  async content<Value>(
    { path, size }: Pick<TreeFile, 'path' | 'size'>,
    limit: number,
    parse: (bytes: Uint8Array) => Value | Promise<Value>,
  ): Promise<Content<Value>> {
    return this.#guard(path, size, async () => {
      const bytes = await this.storage.get(path, limit);
      this.counts.files += 1;
      this.counts.bytes += bytes.length;
      return parse(bytes);
    });
  }

  /** What `parse` makes of an open file, which is closed afterwards. */
  async opened<Value>(
    { path, size }: Pick<TreeFile, 'path' | 'size'>,
    parse: (reader: RandomReader) => Promise<Value>,
  ): Promise<Content<Value>> {
    return this.#guard(path, size, async () => {
      const reader = await this.storage.open(path);
      this.counts.files += 1;
      try {
        return await parse(this.#counting(reader));
      } finally {
        await reader.close();
      }
    });
  }

  async #guard<Value>(path: string, size: number, read: () => Promise<Value>): Promise<Content<Value>> {
    try {
      return { path, size, value: await read(), problem: null };
    } catch (error) {
      return { path, size, value: null, problem: faultOf(error) };
    }
  }

  #counting(reader: RandomReader): RandomReader {
    return {
      size: reader.size,
      localPath: reader.localPath,
      close: () => reader.close(),
      read: async (offset, length) => {
        const bytes = await reader.read(offset, length);
        this.counts.bytes += bytes.length;
        return bytes;
      },
    };
  }
}

/** An error of ours, or of a parser, as a fault of the file it is about. */
export function faultOf(error: unknown): Fault {
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
