import { defined } from '../../base/collections.js';
import { describeItem, type Item } from '../../deposition/item.js';
import type { DigestAlgorithm } from '../../storage/digest-algorithm.js';
import { hashBytes } from '../../storage/hash-file.js';
import type { Written } from '../../storage/storage.js';
import type { LedgerEntry, LedgerFile, Proof } from '../../tree/ledger.js';
import { digestOf, type WriteListener, type WrittenFile } from './record-writes.js';
import type { UnitLedger } from './unit-ledger.js';

/** Digests of written files, by the location of the source that each is a copy of. */
export type Copies = ReadonlyMap<string, Promise<LedgerFile | undefined>>;

/** The services of the tree ledger that a recorder needs. */
export interface RecorderHost {
  readonly now: () => Date;
  readonly algorithm: DigestAlgorithm;
  /** Returns files of INPUT, with digests if they are wanted: those in `copies` are not read again. */
  hashSources(keys: readonly string[], copies: Copies): Promise<LedgerFile[]>;
  /** Returns files with missing digests added. */
  hashFiles(files: readonly LedgerFile[]): Promise<LedgerFile[]>;
  /** True if a file has all wanted digests. */
  isHashed(file: LedgerFile): boolean;
  forget(path: string): void;
  /** Registers work that continues while the next item is made. */
  later(unit: UnitLedger, work: Promise<unknown>): void;
}

/** Records the files that are written for an item, and writes its entry of the ledger. */
export class ItemRecorder implements WriteListener {
  readonly #host: RecorderHost;
  readonly #unit: UnitLedger;
  readonly #label: Pick<LedgerEntry, 'item' | 'type'>;
  readonly #written = new Map<string, LedgerFile>();
  /** Location of the source that a written file is a copy of, by path. */
  readonly #copies = new Map<string, string>();
  #made: string;
  #proof: Proof | null = null;
  #sources: readonly string[] = [];
  #isKept = false;
  /** The files of the finished data with their hashes. A file that is written again is another object. */
  #hashed: Promise<ReadonlyMap<LedgerFile, LedgerFile>> = Promise.resolve(new Map());

  constructor(host: RecorderHost, unit: UnitLedger, item: Item) {
    this.#host = host;
    this.#unit = unit;
    this.#label = { item: describeItem(item), type: item.type };
    this.#made = digestOf(identityOf(item));
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
    this.#unit.hasRemoved = true;
    this.#host.forget(path);
  }

  /** Records an existing file whose content is what the item would write. */
  confirm(path: string, bytes: Uint8Array, { etag }: Written = {}): void {
    const digest = hashBytes(bytes, this.#host.algorithm);
    this.wrote({ path, bytes: bytes.length, digest, ...defined({ etag }) });
  }

  /** True if this ingest wrote a file of the item. */
  get hasWritten(): boolean {
    return this.#written.size > 0;
  }

  /** True if this or an earlier ingest recorded a file of this path. */
  knows(path: string): boolean {
    return this.#written.has(path) || this.#unit.owns(path);
  }

  /** Returns an earlier ingest's entry for outputs of the digest `made`, now the item's key in the ledger. */
  find(made: string, sources: readonly string[]): LedgerEntry | null {
    this.#made = made;
    this.#sources = sources;
    return this.#unit.find(made);
  }

  /** Records that this ingest has made data at these paths again. */
  remade(paths: readonly string[]): void {
    this.#unit.remade.push(...paths);
  }

  /** True if facts have the fingerprint of something that this ingest has made again. */
  isRemade(facts: unknown): boolean {
    const text = this.#unit.remade.length === 0 ? '' : JSON.stringify(facts);
    return this.#unit.remade.some((path) => text.includes(JSON.stringify(path)));
  }

  /** Keeps the data of the earlier entry, with its files and sources. */
  keep(): void {
    this.#isKept = true;
  }

  /** Records kept data that this ledger lacks. */
  adopt(files: readonly WrittenFile[], proof: Proof): void {
    for (const file of files) this.wrote(file);
    this.#proof = proof;
  }

  /** Records that the data are written. They are kept next time even if the rest of this ingest is interrupted. */
  finishedData(proof: Proof): void {
    this.#proof = proof;
    const files = [...this.#written.values()];
    this.#unit.note(this.#entry(this.#sources.map(unhashed), files));
    // Hashing continues while the metadata are written.
    const hashed = this.#host.hashFiles(files);
    this.#hashed = hashed.then((all) => new Map(all.map((file, index) => [files[index] ?? file, file])));
    const sources = this.#host.hashSources(this.#sources, this.#copiesAmong(files, hashed));
    this.#host.later(this.#unit, Promise.all([sources, this.#hashed]));
  }

  /** Writes the entry of a finished or failed item. */
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

  /** True if the ledger has the same entry already. */
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
    const paths = sources.map(({ path }) => path);
    const [hashed, own] = await Promise.all([
      isHashed ? sources : this.#host.hashSources(paths, copies),
      hashing,
    ]);
    // Another item may have removed or replaced files meanwhile.
    const noted = new Map(this.#unit.find(this.#made)?.files.map((file) => [file.path, file]));
    if (noted.size === 0) return;
    const left = own.flatMap((file, index) => {
      const now = noted.get(file.path);
      if (now === undefined) return [];
      return now === files[index] ? file : now;
    });
    this.#unit.note(this.#entry(hashed, left));
  }

  /** Returns the files that are copies, with the promises of their digests. */
  #copiesAmong(files: readonly LedgerFile[], hashed: Promise<readonly LedgerFile[]>): Copies {
    const copies = new Map<string, Promise<LedgerFile | undefined>>();
    const hashedAt = (index: number) => hashed.then((all) => all[index]);
    for (const [index, { path }] of files.entries()) {
      const source = this.#copies.get(path);
      if (source !== undefined) copies.set(source, hashedAt(index));
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

/** Returns what identifies an item that has no outputs. */
function identityOf(item: Item): unknown {
  return [item.type, item.name, item.id, item.parent === null ? null : identityOf(item.parent)];
}

function unhashed(path: string): LedgerFile {
  return { path, bytes: null, digest: null };
}
