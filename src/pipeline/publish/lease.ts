import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Superseded } from '../../base/errors.js';
import { parseObject } from '../../base/json-text.js';
import { isRunning, processSpace } from '../../storage/local/process-mark.js';
import type { Storage } from '../../storage/storage.js';
import { leaseDirectory, leaseLimit } from '../../tree/layout/own-files.js';
import { readReplaceable } from '../../tree/ledger.js';

/** Milliseconds between two renewals, and until a lease is stale: a slow storage may miss several renewals. */
export const defaultTimes = { interval: 15_000, limit: leaseLimit };

/**
 * Takes the lease of a run. Leases of a run are numbered files; the holder is whoever creates the next number. Creation
 * is exclusive, so only one of several ingests that find a stale lease takes over. Fails with Superseded if another
 * ingest holds the run, and with a StorageError if leases cannot be read or written. With `patience`, waits for a
 * holder on another host until it is known whether it lives, or until `patience` is aborted.
 */
export async function takeLease(
  storage: Storage,
  dataset: string,
  run: string,
  times = defaultTimes,
  patience: AbortSignal | null = null,
): Promise<Lease> {
  const lease = new Lease(storage, leaseDirectory(dataset), run, times);
  await lease.take(patience);
  return lease;
}

/** True if there is a lease of a run, held or left over. */
export async function isLeased(storage: Storage, dataset: string, run: string): Promise<boolean> {
  return (await numbersOf(storage, leaseDirectory(dataset), run)).length > 0;
}

/** The exclusive right of an ingest to write a run. */
export class Lease {
  readonly #storage: Storage;
  readonly #directory: string;
  readonly #run: string;
  readonly #times: typeof defaultTimes;
  readonly #record = recordOfNow();
  readonly #lost = new AbortController();
  /** Set once what the ingest before left unfinished is removed. */
  areLeftoversGone = false;
  #number = 0;
  /** Start of its last renewal, in milliseconds of the clock, which also runs while a machine sleeps. */
  #known = Date.now();
  #isOver = false;
  #timer: NodeJS.Timeout | null = null;
  #renewal: Promise<void> = Promise.resolve();

  constructor(storage: Storage, directory: string, run: string, times: typeof defaultTimes) {
    this.#storage = storage;
    this.#directory = directory;
    this.#run = run;
    this.#times = times;
  }

  /** True if an ingest that ended without releasing the run had it before. */
  get isInherited(): boolean {
    return this.#number > 1;
  }

  /** Aborted, with a Superseded error, when another ingest has taken over the run. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Takes the run, see `takeLease`, and renews the lease from then on. */
  async take(patience: AbortSignal | null): Promise<void> {
    for (;;) {
      const last = (await this.#numbers()).at(-1) ?? 0;
      const holder = last === 0 ? null : await this.#read(last);
      // Released between the listing and the read.
      if (holder === 'gone') continue;
      if (holder !== null && !this.#isStale(holder)) {
        if (patience === null || (await this.#isRenewed(last, holder, patience)))
          throw this.#superseded(holder);
        continue;
      }
      this.#number = last + 1;
      heldHere.add(this.#record.id);
      let isMade = false;
      try {
        isMade = await this.#create();
      } finally {
        // A lease that was written before a failure counts as stale for the next ingest of this process.
        if (!isMade) heldHere.delete(this.#record.id);
      }
      if (isMade) break;
      // Another ingest created it first.
      const first = await this.#read(this.#number);
      if (first !== 'gone' && first !== null) throw this.#superseded(first);
    }
    this.#timer = setInterval(() => this.check(), this.#times.interval).unref();
  }

  /** Renews the lease now, so that `signal` is aborted if another ingest has taken over. Never fails. */
  check(): Promise<void> {
    // A failed renewal is tried again at the next interval, which also finds whoever took over meanwhile.
    return this.#renewInTurn().catch(() => undefined);
  }

  /**
   * Fails with Superseded if another ingest has taken over the run: it is asked for if this process stood still for so
   * long that one may have. Fails with a StorageError if that cannot be known.
   */
  async confirm(): Promise<void> {
    if (this.#isLate) await this.#renewInTurn();
    this.signal.throwIfAborted();
  }

  /** Releases the run. Never fails: a leftover lease becomes stale. */
  async release(): Promise<void> {
    await this.leave();
    // Whoever took over may have ended meanwhile, and a third one may have the number.
    const holder = this.signal.aborted ? await this.#read(this.#number).catch(() => null) : this.#record;
    if (holder !== 'gone' && holder?.id === this.#record.id) await this.#drop();
  }

  /** Ends like a killed ingest: the next one inherits the run, and what must be removed of it. Never fails. */
  async leave(): Promise<void> {
    this.#isOver = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#renewal;
    heldHere.delete(this.#record.id);
  }

  get #isLate(): boolean {
    return Date.now() - this.#known > this.#times.limit / 2;
  }

  #renewInTurn(): Promise<void> {
    const renewal = this.#renewal.then(() => this.#renew());
    this.#renewal = renewal.catch(() => undefined);
    return renewal;
  }

  async #renew(): Promise<void> {
    const asked = Date.now();
    const last = (await this.#numbers()).at(-1) ?? 0;
    if (this.#isOver) return;
    // Whoever took over may have ended meanwhile, and numbers begin anew.
    if (last !== this.#number || this.#isLate) {
      const holder = await this.#read(Math.max(last, this.#number));
      if (holder === 'gone' || holder?.id !== this.#record.id) {
        this.#lost.abort(this.#superseded(holder === 'gone' ? null : holder));
        return;
      }
    }
    await this.#storage.put(
      this.#path(),
      formatLease({ ...this.#record, renewed: new Date().toISOString() }),
    );
    // Not before: others count from the last renewal that they see.
    this.#known = asked;
  }

  /**
   * Waits until the holder of a lease on another host renews it (true), or until it is gone or stale (false). A process
   * that was killed on another machine seems to live until then, and the part that repeats its work must not leave out
   * the run.
   */
  async #isRenewed(number: number, holder: LeaseRecord, patience: AbortSignal): Promise<boolean> {
    while (isElsewhere(holder) && !patience.aborted) {
      await pause(this.#times.interval / 5, undefined, { signal: patience }).catch(() => undefined);
      const now = await this.#read(number);
      if (now === 'gone' || now === null) return false;
      if (now.id !== holder.id || now.renewed !== holder.renewed) return true;
      if (this.#isStale(now)) return false;
    }
    return true;
  }

  /**
   * Creates the lease, and removes stale ones. False if another ingest did first; a repeated request may find the lease
   * of its first attempt. If this ingest was delayed before, another number may be held by now; then it drops its own
   * lease and fails with Superseded.
   */
  async #create(): Promise<boolean> {
    if (!(await this.#storage.createExclusive(this.#path(), formatLease(this.#record)))) {
      const holder = await this.#read(this.#number);
      if (holder === 'gone' || holder?.id !== this.#record.id) return false;
    }
    for (const other of await this.#numbers()) {
      if (other === this.#number) continue;
      const holder = await this.#read(other);
      if (holder === 'gone') continue;
      if (holder !== null && !this.#isStale(holder)) {
        await this.#drop();
        throw this.#superseded(holder);
      }
      await this.#storage.delete(this.#path(other));
    }
    return true;
  }

  async #drop(): Promise<void> {
    heldHere.delete(this.#record.id);
    await this.#storage.delete(this.#path()).catch(() => undefined);
  }

  /** Reads a lease, which its holder may replace meanwhile. Null if it is unreadable. */
  async #read(number: number): Promise<LeaseRecord | null | 'gone'> {
    const bytes = await readReplaceable(this.#storage, this.#path(number));
    return bytes === null ? 'gone' : parseLease(bytes);
  }

  /**
   * True if nobody holds a lease: its process is gone, if that can be known here, or it was not renewed for a while. The
   * clocks of the hosts must agree better than that.
   */
  #isStale(record: LeaseRecord): boolean {
    const { id, pid, renewed } = record;
    if (!isElsewhere(record)) {
      if (pid === process.pid) return !heldHere.has(id);
      if (!isRunning(pid)) return true;
    }
    return Date.now() - Date.parse(renewed) > this.#times.limit;
  }

  #numbers(): Promise<number[]> {
    return numbersOf(this.#storage, this.#directory, this.#run);
  }

  #path(number = this.#number): string {
    return `${this.#directory}/${this.#run}.${number}`;
  }

  #superseded(holder: LeaseRecord | null): Superseded {
    const { pid, host, started } = holder ?? {};
    const whose =
      holder === null ? 'another process' : `process ${pid} on ${host}, which began it at ${started}`;
    return new Superseded(this.#run, whose);
  }
}

/** Returns the numbers of the leases of a run, ascending. */
async function numbersOf(storage: Storage, directory: string, run: string): Promise<number[]> {
  const start = `${run}.`;
  return (await storage.readDirectory(directory, start))
    .filter(({ name }) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map(({ name }) => Number(name.slice(start.length)))
    .sort((a, b) => a - b);
}

/** The content of a lease file. */
interface LeaseRecord {
  /** Random id of the lease. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Scope of the process id, see `processSpace`; absent if unknown. */
  readonly space?: string;
  /** Start of the ingest of the run and last renewal, ISO 8601 in UTC. */
  readonly started: string;
  readonly renewed: string;
}

function recordOfNow(): LeaseRecord {
  const started = new Date().toISOString();
  const space = processSpace();
  return {
    id: randomUUID(),
    host: hostname(),
    pid: process.pid,
    ...(space === null ? {} : { space }),
    started,
    renewed: started,
  };
}

function formatLease(record: LeaseRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`);
}

/** Parses a lease; null if it is invalid, such as a truncated file. */
function parseLease(bytes: Uint8Array): LeaseRecord | null {
  const found = parseObject(new TextDecoder().decode(bytes));
  if (found === null) return null;
  const { id, host, pid, space = '', started, renewed } = found;
  const isWhole = [id, host, space, started, renewed].every((part) => typeof part === 'string');
  return isWhole && typeof pid === 'number' ? (found as unknown as LeaseRecord) : null;
}

/** Ids of the leases that ingests of this process hold. */
const heldHere = new Set<string>();

/** True if the holder runs on another host or in another container, whose processes are unknown here. */
function isElsewhere({ host, space }: LeaseRecord): boolean {
  return host !== hostname() || (space !== undefined && space !== processSpace());
}
