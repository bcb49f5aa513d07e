import type { Static, TSchema } from 'typebox';
import { checkSchema } from '../base/check-schema.js';
import { CryoetError, type ErrorFacts, FormatError } from '../base/errors.js';
import type { JsonValue } from '../base/json-value.js';
import { formatKeyPath, type SchemaNode } from '../base/schema.js';
import type { RandomReader, Storage } from '../storage/storage.js';
import type { Gunzip } from './pieces.js';

/** What an issue of a precomputed directory is about: an index of shards, a key in another shard than viewers look in, values, a mesh's manifest, or bytes that nothing leads to. */
export type PrecomputedAspect = 'shard' | 'misplaced' | 'data' | 'manifest' | 'surplus';

/** How a directory is read. */
export interface ReadOptions {
  /** Gets every issue with the file that has it, and what is broken is left out; without it the first issue is thrown. */
  readonly report?: (aspect: PrecomputedAspect, inside: string, issue: CryoetError) => void;
  /** Selects among files, minishards and meshes; all of them are read by default. */
  readonly sample?: <Item>(items: readonly Item[]) => readonly Item[];
}

/** Reads the files of a precomputed directory; issues carry the path of their file and are thrown or collected. */
export class PrecomputedReader {
  readonly files: PrecomputedFiles;
  readonly sample: ReadOptions['sample'];
  readonly #report: ReadOptions['report'];

  constructor(files: PrecomputedFiles, { report, sample }: ReadOptions = {}) {
    this.files = files;
    this.sample = sample;
    this.#report = report;
  }

  /** Names of the files below a directory. */
  namesBelow(directory: string): string[] {
    const start = `${directory}/`;
    return [...this.files.sizes.keys()].flatMap((inside) =>
      inside.startsWith(start) ? [inside.slice(start.length)] : [],
    );
  }

  /** Stored bytes as they were before encoding; fails with a FormatError when they are not gzip or exceed `limit` bytes. */
  unpack(bytes: Uint8Array, encoding: 'raw' | 'gzip', limit: number): Uint8Array {
    if (encoding === 'raw') return bytes;
    try {
      return this.files.gunzip(bytes, limit);
    } catch (cause) {
      const found = cause instanceof Error ? cause.message : String(cause);
      throw new FormatError('the gzip data cannot be unpacked', { found, cause });
    }
  }

  /** Reports an issue of a file; fails with it where issues are not collected. */
  report(aspect: PrecomputedAspect, inside: string, message: string, facts: ErrorFacts = {}): void {
    this.#take(aspect, inside, new FormatError(message, { ...facts, path: this.files.location(inside) }));
  }

  /** Reports what is odd of a file and hinders nobody from reading it; nothing happens where issues are not collected. */
  remark(aspect: PrecomputedAspect, inside: string, message: string, facts: ErrorFacts = {}): void {
    if (this.#report !== undefined) this.report(aspect, inside, message, facts);
  }

  /** What `read` gives, or null once its error was reported; `about` goes before the message of one without a path. */
  async attempt<Value>(
    aspect: PrecomputedAspect,
    inside: string,
    read: () => Value | Promise<Value>,
    about = '',
  ): Promise<Value | null> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
      if (error.facts.path !== undefined) this.#take(aspect, inside, error);
      else this.report(aspect, inside, `${about}${error.message}`, { ...error.facts, cause: error });
      return null;
    }
  }

  /** What `use` gives of an open file, which is closed afterwards, or null once its error was reported. */
  opened<Value>(
    aspect: PrecomputedAspect,
    inside: string,
    use: (file: OpenFile) => Promise<Value>,
  ): Promise<Value | null> {
    return this.attempt(aspect, inside, async () => {
      const file = await this.files.open(inside);
      try {
        return await use(file);
      } finally {
        await file.close();
      }
    });
  }

  #take(aspect: PrecomputedAspect, inside: string, issue: CryoetError): void {
    if (this.#report === undefined) throw issue;
    this.#report(aspect, inside, issue);
  }
}

/** An open file; to be closed. */
export type OpenFile = Pick<RandomReader, 'size' | 'read' | 'close'>;

/** Files of a precomputed directory, each named by its path inside the directory. */
export interface PrecomputedFiles {
  /** Bytes of every file. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly gunzip: Gunzip;
  /** A file as the user would name it. */
  location(inside: string): string;
  /** A whole file; fails when it has more than `limit` bytes. */
  get(inside: string, limit: number): Promise<Uint8Array>;
  open(inside: string): Promise<OpenFile>;
}

/** The files of a directory of a storage. */
export function storedFiles(
  storage: Pick<Storage, 'get' | 'location' | 'open'>,
  directory: string,
  sizes: ReadonlyMap<string, number>,
  gunzip: Gunzip,
): PrecomputedFiles {
  return {
    sizes,
    gunzip,
    location: (inside) => storage.location(`${directory}/${inside}`),
    get: (inside, limit) => storage.get(`${directory}/${inside}`, limit),
    open: (inside) => storage.open(`${directory}/${inside}`),
  };
}

/** Random access to the bytes of one file; reads past the end are short. */
type ByteReader = Pick<RandomReader, 'size' | 'read'>;

/** Bytes that are read together, so that small neighbours cost one request. */
const windowBytes = 4 * 1024 * 1024;

/** Reads small ranges that lie near each other through one window. */
export class WindowReader {
  readonly #reader: ByteReader;
  #start = 0;
  #window: Uint8Array = new Uint8Array();

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  get size(): number {
    return this.#reader.size;
  }

  /** Bytes that are at hand already, valid until the next read; null where they must be read. */
  peek(offset: number, length: number): Uint8Array | null {
    const from = offset - this.#start;
    return from < 0 || from + length > this.#window.length
      ? null
      : this.#window.subarray(from, from + length);
  }

  /** At most `length` bytes from `offset`, valid until the next read. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const near = this.peek(offset, length);
    if (near !== null) return near;
    this.#window = await this.#reader.read(offset, Math.max(length, windowBytes));
    this.#start = offset;
    return this.#window.subarray(0, length);
  }
}

/** A document of a schema; fails with a FormatError that tells the first departure from it. */
export function parseDocument<Schema extends TSchema>(
  schema: Schema,
  document: JsonValue,
  what: string,
): Static<Schema> {
  const [issue] = checkSchema(schema as SchemaNode, document);
  if (issue === undefined) return document as Static<Schema>;
  const { path, message, expected, found } = issue;
  throw new FormatError(`not ${what}${path.length === 0 ? '' : ` at ${formatKeyPath(path)}`}: ${message}`, {
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
  });
}

/** Schema options of a list of three. */
export const three = { minItems: 3, maxItems: 3 } as const;
