import { CryoetError, type ErrorFacts, FormatError } from '../../errors/index.js';
import type { OpenFile, PrecomputedFiles } from './precomputed-files.js';

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
