import { parseObject } from '../../base/json-text.js';
import { isJsonObject } from '../../base/json-value.js';
import type { SourceTrace } from '../../deposition/source-trace.js';
import type { Storage } from '../../storage/storage.js';
import { type LedgerUnit, ledgerPath } from '../../tree/layout/own-files.js';
import {
  type LedgerEntry,
  type LedgerFile,
  ledgerFormat,
  ledgerVersion,
  readLedger,
} from '../../tree/ledger.js';
import type { IngestEvent, RunReport } from '../walk/events.js';
import { digestOf } from './record-writes.js';

/**
 * The state of a finished run, in digests of its sources and objects: if they are equal, nothing of the run changed. Its
 * ledger has it, with the events that another ingest would report.
 */
export interface UnchangedRun {
  /** Version, configuration, options, and the run itself. */
  readonly basis: string;
  /** Files of INPUT that were read, and the digest of their ETags, or sizes and times. */
  readonly files: readonly string[];
  readonly sources: string;
  /** Digests of what patterns match, by pattern. */
  readonly matches: Readonly<Record<string, string>>;
  /** Digest of the run's objects. */
  readonly output: string;
  readonly found: SourceTrace['found'];
  readonly volumes: SourceTrace['volumes'];
  readonly events: readonly IngestEvent[];
}

const statuses = ['running', 'complete', 'failed', 'interrupted'] as const;
/** The status of the ingest of a unit. */
export type UnitStatus = (typeof statuses)[number];

/** Reads the ledger of a unit; null if there is none of this format. Fails with a StorageError if it cannot be read. */
export async function readLedgerState(storage: Storage, unit: LedgerUnit) {
  const { header, entries, lines } = await readLedger(storage, unit);
  const status = statuses.find((each) => each === header?.status);
  if (header === null || status === undefined) return null;
  return {
    status,
    /** Number of failed items. */
    failed: Number(header.failed ?? 0),
    /** Tool version and configuration SHA-256 of the last ingest. */
    tool: String(header.tool),
    config: String(header.config),
    entries,
    /** Report of the part that ingested the unit; null without parts. */
    report: lines.map(reportIn).find((report) => report !== null) ?? null,
    /** State of a run that nothing failed in; null for others. */
    unchanged: unchangedIn(lines),
  };
}

/** Returns the report in a ledger's line, or null; of the current format, for tool versions are compared first. */
function reportIn(line: string): RunReport | null {
  if (!line.startsWith('{"report":')) return null;
  const report = parseObject(line)?.report;
  if (report === undefined || !isJsonObject(report)) return null;
  const { items, warnings } = report;
  return Array.isArray(items) && Array.isArray(warnings)
    ? ({ items, warnings } as unknown as RunReport)
    : null;
}

/**
 * Returns the state in the lines of a ledger; null if it is absent or damaged. Its `basis` has the tool version, so one
 * that is used has the current format.
 */
function unchangedIn(lines: readonly string[]): UnchangedRun | null {
  const line = lines.find((each) => each.startsWith('{"unchanged":'));
  const { unchanged = null, digest } = (line === undefined ? null : parseObject(line)) ?? {};
  return digest === digestOf(unchanged) ? (unchanged as unknown as UnchangedRun | null) : null;
}

/** Milliseconds between two writes of a ledger; in an object store each is a request with all that was written. */
const pace = { disk: 1000, objects: 5000 };

/** The first line of a ledger, without its status. */
export interface LedgerHeader {
  readonly tool: string;
  /** INPUT as the user named it. */
  readonly input: string;
  /** SHA-256 of the configuration. */
  readonly config: string;
}

/** An entry with the files, by path, that still belong to it. */
interface HeldEntry {
  readonly entry: LedgerEntry;
  readonly files: Map<string, LedgerFile>;
}

/**
 * The ledger of a deposition, dataset or run: one file of JSON lines. It is in memory while the unit is ingested, and
 * is written whole after changes, because objects of a bucket cannot be appended to.
 */
export class UnitLedger {
  readonly unit: LedgerUnit;
  /** Paths of finished data that this ingest has made again: equal objects of a bucket have equal ETags. */
  readonly remade: string[] = [];
  failed = 0;
  /** True if this ingest removed outputs of its items. */
  hasRemoved = false;
  /** Report of a part on its run, for the finish. */
  report: RunReport | null = null;
  /** State of a finished run, for the next ingest. */
  unchanged: UnchangedRun | null = null;
  readonly #storage: Storage;
  readonly #header: LedgerHeader;
  readonly #entries = new Map<string, HeldEntry>();
  readonly #owners = new Map<string, string>();
  readonly #now: () => Date;
  #timer: NodeJS.Timeout | null = null;
  #saving: Promise<void> = Promise.resolve();
  #status: UnitStatus = 'running';
  #error: unknown = null;
  /** The saved first line without its time; null if there is no ledger. */
  #saved: string | null = null;
  #savedState: UnchangedRun | null = null;
  #isChanged = false;

  /** Begins a ledger without entries. */
  constructor(storage: Storage, unit: LedgerUnit, header: LedgerHeader, now: () => Date) {
    this.#storage = storage;
    this.unit = unit;
    this.#header = header;
    this.#now = now;
  }

  /** Opens a ledger with the entries of earlier ingests. Fails with a StorageError if it cannot be read. */
  static async open(...begun: ConstructorParameters<typeof UnitLedger>): Promise<UnitLedger> {
    const ledger = new UnitLedger(...begun);
    const { header: saved, entries, lines } = await readLedger(ledger.#storage, ledger.unit);
    for (const entry of entries) ledger.#take(entry);
    ledger.#savedState = unchangedIn(lines);
    ledger.#saved = saved === null ? null : withoutTime(saved);
    return ledger;
  }

  find(made: string): LedgerEntry | null {
    const held = this.#entries.get(made);
    return held === undefined ? null : entryOf(held);
  }

  /** True if one of the entries has the file. */
  owns(path: string): boolean {
    return this.#owners.has(path);
  }

  get files(): readonly LedgerFile[] {
    return [...this.#entries.values()].flatMap(({ files }) => [...files.values()]);
  }

  /** Records new content of a file of an entry. */
  renew(file: LedgerFile): void {
    const owner = this.#owners.get(file.path);
    const held = owner === undefined ? undefined : this.#entries.get(owner);
    if (held === undefined) return;
    held.files.set(file.path, file);
    this.#touch();
  }

  /** Replaces an entry. Its files are removed from other entries. */
  note(entry: LedgerEntry): void {
    for (const path of this.#entries.get(entry.made)?.files.keys() ?? []) this.#owners.delete(path);
    this.#entries.delete(entry.made);
    this.#take(entry);
    this.#touch();
  }

  /** Removes a file, or everything below a directory, from the entries. */
  forget(path: string): void {
    const owner = this.#owners.get(path);
    if (owner !== undefined) {
      // A recorded path is a file, so nothing is below it.
      this.#release(path, owner);
      return;
    }
    const below = `${path}/`;
    for (const [file, made] of this.#owners) {
      if (file.startsWith(below)) this.#release(file, made);
    }
  }

  /** Writes the ledger a last time if it changed. Fails with a StorageError if this or an earlier write failed. */
  async close(status: UnitStatus): Promise<void> {
    this.#status = status;
    const isOther = JSON.stringify(this.unchanged) !== JSON.stringify(this.#savedState);
    const isNew = this.#isChanged || this.report !== null || isOther;
    if (isNew || this.#saved !== withoutTime(this.#firstLine())) this.#save();
    await this.#saving;
    if (this.#error !== null) throw this.#error;
  }

  /** Stops writing: the unit belongs to another ingest. */
  async discard(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#saving;
  }

  #touch(): void {
    this.#isChanged = true;
    this.#timer ??= setTimeout(() => this.#save(), this.#storage.flat ? pace.objects : pace.disk);
  }

  #take(entry: LedgerEntry): void {
    for (const { path } of entry.files) {
      const owner = this.#owners.get(path);
      if (owner !== undefined) this.#release(path, owner);
      this.#owners.set(path, entry.made);
    }
    const files = new Map(entry.files.map((file) => [file.path, file]));
    this.#entries.set(entry.made, { entry, files });
  }

  #release(path: string, made: string): void {
    this.#isChanged = true;
    this.#owners.delete(path);
    const held = this.#entries.get(made);
    if (held === undefined) return;
    held.files.delete(path);
    if (held.files.size === 0) this.#entries.delete(made);
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
    const report = this.report === null ? [] : [{ report: this.report }];
    const state =
      this.unchanged === null ? [] : [{ unchanged: this.unchanged, digest: digestOf(this.unchanged) }];
    const lines = [this.#firstLine(), ...[...this.#entries.values()].map(entryOf), ...state, ...report];
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  }

  #firstLine() {
    return {
      format: ledgerFormat,
      formatVersion: ledgerVersion,
      ...this.unit,
      status: this.#status,
      failed: this.failed,
      saved: this.#now().toISOString(),
      ...this.#header,
    };
  }
}

function entryOf({ entry, files }: HeldEntry): LedgerEntry {
  return { ...entry, files: [...files.values()] };
}

function withoutTime({ saved: _saved, ...facts }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(facts);
}
