import { StorageError } from '../../../errors/index.js';
import { type LedgerUnit, ledgerPath } from '../../../layout/index.js';
import type { Storage } from '../../../storage/index.js';
import type { RunReport } from '../../walk/events.js';
import { type LedgerEntry, type LedgerFile, parseEntry, parseObject } from './ledger-entry.js';

export const ledgerFormat = 'cryoet-ledger';
export const ledgerVersion = 1;

/** Milliseconds between two savings of a ledger while items are being noted. */
const pace = 1000;

/** How far the ingest of a unit is. */
export type UnitStatus = 'running' | 'complete' | 'failed' | 'interrupted';

/** What the first line of a ledger says besides its status. */
export interface LedgerHeader {
  readonly tool: string;
  /** INPUT as the user named it. */
  readonly input: string;
  /** SHA-256 of the configuration. */
  readonly config: string;
}

/**
 * The ledger of a deposition, dataset or run: one object of JSON lines, which is written whole whenever it changed, since
 * objects of a bucket cannot be appended to. It is held in memory while the unit is ingested.
 */
export class UnitLedger {
  readonly unit: LedgerUnit;
  failed = 0;
  /** What a part reports of its run, for whoever gathers the parts. */
  report: RunReport | null = null;
  readonly #storage: Storage;
  readonly #header: LedgerHeader;
  readonly #entries = new Map<string, LedgerEntry & { files: LedgerFile[] }>();
  readonly #owners = new Map<string, string>();
  readonly #now: () => Date;
  #timer: NodeJS.Timeout | null = null;
  #saving: Promise<void> = Promise.resolve();
  #status: UnitStatus = 'running';
  #error: unknown = null;

  private constructor(storage: Storage, unit: LedgerUnit, header: LedgerHeader, now: () => Date) {
    this.#storage = storage;
    this.unit = unit;
    this.#header = header;
    this.#now = now;
  }

  /** With the entries that earlier ingests left. Fails with a StorageError when they cannot be read. */
  static async open(
    storage: Storage,
    unit: LedgerUnit,
    header: LedgerHeader,
    now: () => Date,
  ): Promise<UnitLedger> {
    const ledger = new UnitLedger(storage, unit, header, now);
    for (const entry of await readEntries(storage, ledgerPath(unit))) ledger.#take(entry);
    return ledger;
  }

  find(made: string): LedgerEntry | null {
    return this.#entries.get(made) ?? null;
  }

  /** Replaces the entry of what was made; its files belong to no other entry any more. */
  note(entry: LedgerEntry): void {
    for (const { path } of this.#entries.get(entry.made)?.files ?? []) this.#owners.delete(path);
    this.#entries.delete(entry.made);
    this.#take(entry);
    this.#timer ??= setTimeout(() => this.#save(), pace);
  }

  /** A file, or all below a directory, is not there any more, or is another. */
  forget(path: string): void {
    const below = `${path}/`;
    for (const [file, made] of [...this.#owners]) {
      if (file === path || file.startsWith(below)) this.#release(file, made);
    }
  }

  /** Writes the ledger for the last time. Fails with a StorageError when it could not be written at some time. */
  async close(status: UnitStatus): Promise<void> {
    this.#status = status;
    this.#save();
    await this.#saving;
    if (this.#error !== null) throw this.#error;
  }

  /** Writes no more: the unit is another ingest's. */
  async discard(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#saving;
  }

  #take(entry: LedgerEntry): void {
    for (const { path } of entry.files) {
      const owner = this.#owners.get(path);
      if (owner !== undefined) this.#release(path, owner);
      this.#owners.set(path, entry.made);
    }
    this.#entries.set(entry.made, { ...entry, files: [...entry.files] });
  }

  #release(path: string, made: string): void {
    this.#owners.delete(path);
    const entry = this.#entries.get(made);
    if (entry === undefined) return;
    entry.files = entry.files.filter((file) => file.path !== path);
    if (entry.files.length === 0) this.#entries.delete(made);
  }

  #save(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#saving = this.#saving.then(async () => {
      try {
        await this.#storage.put(ledgerPath(this.unit), new TextEncoder().encode(this.#text()));
      } catch (error) {
        this.#error ??= error;
      }
    });
  }

  #text(): string {
    const header = {
      format: ledgerFormat,
      formatVersion: ledgerVersion,
      ...this.unit,
      status: this.#status,
      failed: this.failed,
      saved: this.#now().toISOString(),
      ...this.#header,
    };
    const report = this.report === null ? [] : [{ report: this.report }];
    return [header, ...this.#entries.values(), ...report].map((line) => `${JSON.stringify(line)}\n`).join('');
  }
}

/** The entries of a ledger in their order; none where there is no ledger of this format. */
export async function readEntries(storage: Storage, path: string): Promise<LedgerEntry[]> {
  let text: string;
  try {
    text = new TextDecoder().decode(await storage.get(path));
  } catch (error) {
    if (error instanceof StorageError && error.reason === 'missing') return [];
    throw error;
  }
  const [first = '', ...lines] = text.split('\n');
  const header = parseObject(first);
  if (header?.format !== ledgerFormat || header.formatVersion !== ledgerVersion) return [];
  return lines.map(parseEntry).filter((entry) => entry !== null);
}
