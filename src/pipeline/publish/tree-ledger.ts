import { defined, getOrMake, keepNewest } from '../../base/collections.js';
import { describeError } from '../../base/messages.js';
import { ancestor, type Item } from '../../deposition/item.js';
import { type DigestAlgorithm, type ManifestAlgorithm, splitDigest } from '../../storage/digest-algorithm.js';
import type { Digester } from '../../storage/digester.js';
import { hashBytes } from '../../storage/hash-file.js';
import type { ObjectInfo, Storage, Written } from '../../storage/storage.js';
import type { LedgerUnit } from '../../tree/layout/own-files.js';
import { layouts } from '../../tree/layout/path-templates.js';
import type { LedgerFile } from '../../tree/ledger.js';
import type { RunReport } from '../walk/events.js';
import { type Copies, ItemRecorder, type RecorderHost } from './item-recorder.js';
import { documentTemplate } from './published-documents.js';
import { RecordingStorage, type WriteHashing } from './record-writes.js';
import type { SummedInput } from './summed-input.js';
import { type LedgerHeader, type UnchangedRun, UnitLedger, type UnitStatus } from './unit-ledger.js';

/** Number of sources whose hashes are kept: a table or a gain may be the source of every run. */
const keptSources = 1000;

interface TreeLedgerRequest {
  readonly input: SummedInput;
  readonly output: Storage;
  readonly header: LedgerHeader;
  /** Null: files are listed without hashes. */
  readonly digester: Digester | null;
  readonly algorithm: DigestAlgorithm;
  /**
   * Algorithm of the manifest that is written at the end; null without one. For it, objects that were not hashed while
   * they were written, and sources in buckets, are read again.
   */
  readonly manifest: ManifestAlgorithm | null;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** The ledgers of a tree, one per deposition, dataset and run; in memory while these are ingested. */
export class TreeLedger implements RecorderHost {
  readonly now: () => Date;
  readonly algorithm: DigestAlgorithm;
  /** The output for changes that belong to no item. What is removed there is removed from the ledgers. */
  readonly output: Storage;
  readonly #request: TreeLedgerRequest;
  readonly #units = new Map<string, Promise<UnitLedger>>();
  /** Keys of units without a ledger. */
  readonly #new = new Set<string>();
  readonly #open = new Set<UnitLedger>();
  readonly #pending = new Map<UnitLedger, Promise<unknown>[]>();
  readonly #sources = new Map<string, Promise<LedgerFile>>();

  constructor(request: TreeLedgerRequest) {
    this.#request = request;
    this.now = request.now;
    this.algorithm = request.algorithm;
    const listener = { wrote: () => undefined, removed: (path: string) => this.forget(path) };
    this.output = new RecordingStorage(request.output, listener, this.#hashing(false));
  }

  /** Notes that the unit of an item is new: its ledger is not read. */
  beginNew(item: Item): void {
    this.#new.add(keyOf(item));
  }

  /**
   * Starts to record an item; returns its output and the recorder of what is written to it. Fails with a StorageError if
   * its ledger cannot be read.
   */
  async begin(item: Item) {
    const unit = await this.#unitOf(item);
    const { output, digester } = this.#request;
    const recorder = new ItemRecorder(this, unit, item);
    const recording = new RecordingStorage(output, recorder, this.#hashing(digester !== null));
    return { recorder, output: recording };
  }

  /**
   * Writes the ledger of a finished unit, with its report if other processes need it. A ledger that cannot be written
   * is a warning; one that could not be read stays unchanged.
   */
  async closeUnit(
    item: Item,
    status: Exclude<UnitStatus, 'failed'> | 'superseded',
    report: RunReport | null,
    unchanged: UnchangedRun | null,
  ): Promise<void> {
    const key = keyOf(item);
    const unit = await opened(this.#units.get(key));
    this.#units.delete(key);
    this.#new.delete(key);
    if (unit === null) return;
    unit.report = report;
    // The next ingest would repeat the warnings of what was removed now.
    const isOfNow = unit.hasRemoved && unchanged?.events.some(({ kind }) => kind === 'warning') === true;
    unit.unchanged = isOfNow ? null : unchanged;
    await this.#close(unit, status);
  }

  /**
   * Corrects the ledger of an item's unit after an ingest that was killed before it wrote it: files below `directory`
   * that are gone are removed, and metadata files that were rewritten get their digests.
   */
  async correct(item: Item, directory: string): Promise<void> {
    const unit = await opened(this.#units.get(keyOf(item)));
    if (unit === null) return;
    const { output } = this.#request;
    const there = new Map<string, ObjectInfo>();
    for await (const file of output.list(directory)) there.set(file.key, file);
    for (const { path, digest } of unit.files) {
      const file = there.get(path);
      if (file === undefined) unit.forget(path);
      else if (digest !== null && documentTemplate(path, layouts[0]) !== null) {
        const bytes = await output.get(path);
        if (hashBytes(bytes, splitDigest(digest).algorithm) !== digest) this.changed(path, bytes, file);
      }
    }
  }

  /** Writes all open ledgers; a failure of one does not stop the others. */
  async close(status: UnitStatus): Promise<void> {
    const units = [...this.#units.values()];
    this.#units.clear();
    for (const opening of units) {
      const unit = await opened(opening);
      if (unit !== null) await this.#close(unit, status);
    }
  }

  forget(path: string): void {
    for (const unit of this.#open) unit.forget(path);
  }

  /** Records a metadata file that was rewritten, or removed (null), because of something else than its item. */
  changed(path: string, bytes: Uint8Array | null, { etag }: Written = {}): void {
    if (bytes === null) this.forget(path);
    else {
      const digest = hashBytes(bytes, this.algorithm);
      const file = { path, bytes: bytes.length, digest, ...defined({ etag }) };
      for (const unit of this.#open) unit.renew(file);
    }
  }

  later(unit: UnitLedger, work: Promise<unknown>): void {
    const pending = getOrMake(this.#pending, unit, () => []);
    pending.push(work.catch((error) => this.#request.warn(`cannot hash a file: ${describeError(error)}`)));
  }

  hashSources(keys: readonly string[], copies: Copies): Promise<LedgerFile[]> {
    const hash = (key: string) => this.#sources.get(key) ?? this.#digestOfSource(key, copies);
    return Promise.all(keys.map((key) => keepNewest(this.#sources, key, hash(key), keptSources)));
  }

  async hashFiles(files: readonly LedgerFile[]): Promise<LedgerFile[]> {
    const { output } = this.#request;
    const digester = this.#digesterFor(output);
    const missing = files.filter((file) => !this.isHashed(file)).map(({ path }) => path);
    if (digester === null || missing.length === 0) return [...files];
    const algorithm = this.#request.manifest ?? this.algorithm;
    const hashes = await digester.hash(output, missing, algorithm);
    return files.map((file) => {
      const hash = hashes.get(file.path) ?? null;
      if (hash === null) return file;
      const { bytes, digest } = hash;
      return file.digest === null ? { ...file, bytes, digest } : { ...file, bytes, manifestDigest: digest };
    });
  }

  /** True if a file has a digest and, if there is a manifest, one by the manifest's algorithm. */
  isHashed({ digest, manifestDigest }: LedgerFile): boolean {
    const { manifest } = this.#request;
    if (digest === null) return false;
    return (
      manifest === null ||
      [digest, manifestDigest].some((one) => one !== undefined && splitDigest(one).algorithm === manifest)
    );
  }

  /** Returns a source with its digest: from what was read of it, from its copy, or else by reading it again. */
  async #digestOfSource(path: string, copies: Copies): Promise<LedgerFile> {
    const { input, digester: wanted } = this.#request;
    const unknown = { path, bytes: null, digest: null };
    if (wanted === null) return unknown;
    if (this.algorithm === 'crc64nvme') {
      const read = await input.takeDigest(path);
      if (read !== null) return { path, ...read };
    }
    const copy = await copies.get(input.location(path));
    if (copy?.digest != null) return { path, bytes: copy.bytes, digest: copy.digest };
    const digester = this.#digesterFor(input);
    const hashes = await digester?.hash(input, [path], this.algorithm);
    return { ...unknown, ...hashes?.get(path) };
  }

  #hashing(hashesFiles: boolean): WriteHashing {
    return { algorithm: this.algorithm, manifest: this.#request.manifest, hashesFiles };
  }

  #digesterFor(storage: Storage): Digester | null {
    const { digester, manifest, signal } = this.#request;
    return signal.aborted || (storage.flat && manifest === null) ? null : digester;
  }

  #unitOf(item: Item): Promise<UnitLedger> {
    const { output, header, now } = this.#request;
    const key = keyOf(item);
    return getOrMake(this.#units, key, async () => {
      const begun = [output, unitOf(item), header, now] as const;
      const unit = this.#new.delete(key) ? new UnitLedger(...begun) : await UnitLedger.open(...begun);
      this.#open.add(unit);
      return unit;
    });
  }

  async #close(unit: UnitLedger, status: UnitStatus | 'superseded'): Promise<void> {
    await Promise.all(this.#pending.get(unit) ?? []);
    this.#pending.delete(unit);
    this.#open.delete(unit);
    if (status === 'superseded') return unit.discard();
    try {
      await unit.close(status === 'complete' && unit.failed > 0 ? 'failed' : status);
    } catch (error) {
      this.#request.warn(`the ledger cannot be written: ${describeError(error)}`);
    }
  }
}

/** Returns an opened ledger; null if it could not be read, which its items have reported. */
async function opened(opening: Promise<UnitLedger> | undefined): Promise<UnitLedger | null> {
  return (await opening?.catch(() => null)) ?? null;
}

/** Returns the unit whose ledger has an item. */
export function unitOf(item: Item): LedgerUnit {
  const [run, dataset] = [ancestor(item, 'run'), ancestor(item, 'dataset')];
  if (run !== null) return { kind: 'run', dataset: dataset?.name ?? '', run: run.name };
  if (dataset !== null) return { kind: 'dataset', dataset: dataset.name };
  return { kind: 'deposition', deposition: ancestor(item, 'deposition')?.name ?? item.name };
}

function keyOf(item: Item): string {
  return JSON.stringify(unitOf(item));
}
