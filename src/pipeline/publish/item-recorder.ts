import type { DigestAlgorithm } from '../../storage/digest-algorithm.js';
import { hashBytes } from '../../storage/hash-file.js';
import type { Storage } from '../../storage/storage.js';
import type { LedgerEntry, LedgerFile, Proof } from '../../tree/ledger.js';
import { digestOf, type WriteListener, type WrittenFile } from './record-writes.js';
import type { UnitLedger } from './unit-ledger.js';

/** Files with their digests, by what they are copies of. */
export type Copies = ReadonlyMap<string, Promise<LedgerFile | undefined>>;

/** What a recorder asks of the ledger of the whole tree. */
export interface RecorderHost {
  readonly now: () => Date;
  readonly algorithm: DigestAlgorithm;
  /**
   * Files of INPUT with their digests, where those are wanted; `copies` has files, by what they are copies of as the user would name
   * it, which need not be read twice.
   */
  hashSources(keys: readonly string[], copies: Copies): Promise<LedgerFile[]>;
  /** Files with the digests that they lack. */
  hashFiles(files: readonly LedgerFile[]): Promise<LedgerFile[]>;
  /** Whether a file has all digests that are wanted. */
  isHashed(file: LedgerFile): boolean;
  forget(path: string): void;
  /** Work that goes on while the next item is made. */
  later(unit: UnitLedger, work: Promise<void>): void;
}

/** Gathers what is written for one item, for its line of the ledger. */
export class ItemRecorder implements WriteListener {
  readonly #host: RecorderHost;
  readonly #unit: UnitLedger;
  readonly #label: { readonly item: string; readonly type: string };
  readonly #written = new Map<string, LedgerFile>();
  /** What written files are copies of, by path. */
  readonly #copies = new Map<string, string>();
  #made: string;
  #proof: Proof | null = null;
  #sources: readonly string[] = [];
  #isKept = false;
  /** Files as they were noted when the data were finished, with their hashes; one that is written again is another. */
  #hashed: Promise<ReadonlyMap<LedgerFile, LedgerFile>> = Promise.resolve(new Map());

  constructor(
    host: RecorderHost,
    unit: UnitLedger,
    label: { readonly item: string; readonly type: string },
    identity: unknown,
  ) {
    this.#host = host;
    this.#unit = unit;
    this.#label = label;
    this.#made = digestOf(identity);
  }

  wrote({ copyOf, ...file }: WrittenFile): void {
    this.#written.set(file.path, file);
    if (copyOf === undefined) this.#copies.delete(file.path);
    else this.#copies.set(file.path, copyOf);
  }

  removed(path: string): void {
    for (const written of [...this.#written.keys()]) {
      if (written === path || written.startsWith(`${path}/`)) this.#written.delete(written);
    }
    this.#host.forget(path);
  }

  /** A file that is there already is what the item would have written. */
  confirm(path: string, bytes: Uint8Array): void {
    this.wrote({ path, bytes: bytes.length, digest: hashBytes(bytes, this.#host.algorithm) });
  }

  /** Whether anything of the item was written in this ingest. */
  get hasWritten(): boolean {
    return this.#written.size > 0;
  }

  /** Whether an earlier ingest, or this one, noted a file of this path. */
  knows(path: string): boolean {
    return this.#written.has(path) || this.#unit.owns(path);
  }

  /** The entry that earlier ingests left of what is to be made; `made` is the item's from now on. */
  find(made: string, sources: readonly string[]): LedgerEntry | null {
    this.#made = made;
    this.#sources = sources;
    return this.#unit.find(made);
  }

  /** The data of the entry are kept, with its files and sources. */
  keep(): void {
    this.#isKept = true;
  }

  /** The data are kept, and were never noted in this ledger. */
  adopt(files: readonly WrittenFile[], proof: Proof): void {
    for (const file of files) this.wrote(file);
    this.#proof = proof;
  }

  /** The data are written; they are kept the next time if the rest of the ingest is cut off. */
  finishedData(proof: Proof): void {
    this.#proof = proof;
    const files = [...this.#written.values()];
    this.#unit.note(this.#entry(this.#sources.map(unhashed), files));
    // Metadata are written meanwhile.
    const hashed = this.#host.hashFiles(files);
    this.#hashed = hashed.then((all) => new Map(all.map((file, index) => [files[index] ?? file, file])));
    const sources = this.#host.hashSources(this.#sources, this.#copiesAmong(files, hashed));
    const work = Promise.all([sources, this.#hashed]);
    this.#host.later(
      this.#unit,
      work.then(() => {}),
    );
  }

  /** The item is over. */
  finish(isFailed: boolean): void {
    if (isFailed) this.#unit.failed += 1;
    const before = this.#isKept ? this.#unit.find(this.#made) : null;
    if (before !== null) this.#proof = before.proof;
    if (isFailed && before === null) this.#proof = null;
    const kept = (before?.files ?? []).filter(({ path }) => !this.#written.has(path));
    const files: readonly LedgerFile[] = [...kept, ...this.#written.values()];
    if (files.length === 0) return;
    const sources = before?.sources ?? this.#sources.map(unhashed);
    if (this.#isNoted(files)) return;
    this.#unit.note(this.#entry(sources, files));
    this.#host.later(this.#unit, this.#hash(sources, files));
  }

  /** Whether the ledger says the same already. */
  #isNoted(files: readonly LedgerFile[]): boolean {
    const noted = this.#unit.find(this.#made);
    if (noted === null || JSON.stringify(noted.proof) !== JSON.stringify(this.#proof)) return false;
    const known = new Map(noted.files.map((file) => [file.path, file]));
    return (
      known.size === files.length &&
      files.every((file) => {
        const before = known.get(file.path);
        return before !== undefined && before.digest === file.digest && this.#host.isHashed(before);
      })
    );
  }

  async #hash(sources: readonly LedgerFile[], files: readonly LedgerFile[]): Promise<void> {
    const isHashed = sources.every(({ digest }) => digest !== null);
    const before = await this.#hashed.catch(() => new Map<LedgerFile, LedgerFile>());
    const hashing = this.#host.hashFiles(files.map((file) => before.get(file) ?? file));
    const copies = this.#copiesAmong(files, hashing);
    const [hashed, own] = await Promise.all([
      isHashed
        ? sources
        : this.#host.hashSources(
            sources.map(({ path }) => path),
            copies,
          ),
      hashing,
    ]);
    // Another item may have removed or replaced some of them meanwhile.
    const noted = new Map(this.#unit.find(this.#made)?.files.map((file) => [file.path, file]));
    if (noted.size === 0) return;
    const left = own.flatMap((file, index) => {
      const now = noted.get(file.path);
      if (now === undefined) return [];
      return now === files[index] ? file : now;
    });
    this.#unit.note(this.#entry(hashed, left));
  }

  /** Copies among files, with the promise of all their digests. */
  #copiesAmong(files: readonly LedgerFile[], hashed: Promise<readonly LedgerFile[]>): Copies {
    const copies = new Map<string, Promise<LedgerFile | undefined>>();
    for (const [index, { path }] of files.entries()) {
      const source = this.#copies.get(path);
      if (source !== undefined)
        copies.set(
          source,
          hashed.then((all) => all[index]),
        );
    }
    return copies;
  }

  #entry(sources: readonly LedgerFile[], files: readonly LedgerFile[]): LedgerEntry {
    return {
      ...this.#label,
      made: this.#made,
      proof: this.#proof,
      noted: this.#host.now().toISOString(),
      sources,
      files,
    };
  }
}

/** Where an item is published, and what is recorded of it. */
export interface Recorded {
  readonly output: Storage;
  readonly recorder: ItemRecorder;
}

function unhashed(path: string): LedgerFile {
  return { path, bytes: null, digest: null };
}
