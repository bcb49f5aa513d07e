import type { Static, TSchema } from 'typebox';
import { closing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { CryoetError, type ErrorFacts, FormatError } from '../base/errors.js';
import type { JsonValue } from '../base/json-value.js';
import { checkSchema, formatKeyPath, type SchemaNode } from '../base/schema.js';
import type { RandomReader, Storage } from '../storage/storage.js';
import type { Gunzip } from './pieces.js';
import type { Sharding } from './sharding.js';

/** The subject of an issue: a shard's index, a key in the wrong shard, values, a manifest, unused bytes. */
export type PrecomputedAspect = 'shard' | 'misplaced' | 'data' | 'manifest' | 'surplus';

export interface ReadOptions {
  /** Receives issues with their file; damaged content is then skipped. Without it, the first is thrown. */
  readonly report?: (aspect: PrecomputedAspect, inside: string, issue: CryoetError) => void;
  /** Selects the files, minishards and meshes to read; all by default. */
  readonly sample?: <Item>(items: readonly Item[]) => readonly Item[];
}

/** Reads the files of a precomputed directory. Issues name their file; they are reported to `report` or thrown. */
export class PrecomputedReader {
  readonly sample: ReadOptions['sample'];
  readonly #report: ReadOptions['report'];

  constructor(
    readonly files: PrecomputedFiles,
    { report, sample }: ReadOptions = {},
  ) {
    this.sample = sample;
    this.#report = report;
  }

  namesBelow(directory: string): string[] {
    const start = `${directory}/`;
    return [...this.files.sizes.keys()].flatMap((inside) =>
      inside.startsWith(start) ? [inside.slice(start.length)] : [],
    );
  }

  /** Decodes stored bytes; fails with a FormatError if they are not valid gzip or unpack to more than `limit` bytes. */
  async unpack(bytes: Uint8Array, encoding: Sharding['data_encoding'], limit: number): Promise<Uint8Array> {
    if (encoding !== 'gzip') return bytes;
    try {
      return await this.files.gunzip(bytes, limit);
    } catch (cause) {
      // Each engine has other words for what its unpacker found.
      const found = `${bytes.length} bytes that are damaged, or unpack to more`;
      const expected = `gzip data of at most ${limit} bytes`;
      throw new FormatError('the gzip data cannot be unpacked', { expected, found, cause });
    }
  }

  /** Reports an issue of a file; throws it if issues are not collected. */
  report(aspect: PrecomputedAspect, inside: string, message: string, facts: ErrorFacts = {}): void {
    this.#take(aspect, inside, new FormatError(message, { ...facts, path: this.files.location(inside) }));
  }

  /** Reports an oddity that does not prevent reading; does nothing if issues are not collected. */
  remark(aspect: PrecomputedAspect, inside: string, message: string, facts: ErrorFacts = {}): void {
    if (this.#report !== undefined) this.report(aspect, inside, message, facts);
  }

  /** Returns the result of `read`; null after its error was reported, with `about` if without path. */
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

  /** Opens a file, returns the result of `use` and closes the file; null after an error was reported. */
  opened<Value>(aspect: PrecomputedAspect, inside: string, use: (file: OpenFile) => Promise<Value>) {
    return this.attempt(aspect, inside, async () => closing(await this.files.open(inside), use));
  }

  #take(aspect: PrecomputedAspect, inside: string, issue: CryoetError): void {
    if (this.#report === undefined) throw issue;
    this.#report(aspect, inside, issue);
  }
}

/** An open file; the caller closes it. */
export type OpenFile = Pick<RandomReader, 'size' | 'read' | 'close'>;

export type PrecomputedFiles = ReturnType<typeof storedFiles>;

/** Returns the files of a precomputed directory. `inside` is a path below the directory, `sizes` are in bytes. */
export function storedFiles(
  storage: Pick<Storage, 'get' | 'location' | 'open'>,
  directory: string,
  sizes: ReadonlyMap<string, number>,
  gunzip: Gunzip,
) {
  return {
    sizes,
    gunzip,
    /** Returns the path of a file for messages. */
    location: (inside: string) => storage.location(`${directory}/${inside}`),
    /** Reads a whole file; fails if it has more than `limit` bytes. */
    get: (inside: string, limit: number) => storage.get(`${directory}/${inside}`, limit),
    open: (inside: string): Promise<OpenFile> => storage.open(`${directory}/${inside}`),
  };
}

/** Returns a document with its schema's type; fails with a FormatError for the first error. `what`: its name. */
export function parseDocument<Schema extends TSchema>(schema: Schema, document: JsonValue, what: string) {
  const [issue] = checkSchema(schema as SchemaNode, document);
  if (issue === undefined) return document as Static<Schema>;
  const { path, message, expected, found } = issue;
  const at = path.length === 0 ? '' : ` at ${formatKeyPath(path)}`;
  throw new FormatError(`not ${what}${at}: ${message}`, defined({ expected, found }));
}

/** Schema options of an array of three. */
export const three = { minItems: 3, maxItems: 3 } as const;
