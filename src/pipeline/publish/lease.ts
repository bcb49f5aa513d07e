import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Superseded } from '../../base/errors.js';
import { parseObject } from '../../base/json-text.js';
import { isRunning, processSpace } from '../../storage/local/process-mark.js';
import type { Storage } from '../../storage/storage.js';
import { leaseDirectory, leaseLimit } from '../../tree/layout/own-files.js';
import { readReplaceable } from '../../tree/ledger.js';

export { Superseded };

/** Milliseconds between two renewals, and after the last one until a lease is stale. */
interface LeaseTimes {
  readonly interval: number;
  readonly limit: number;
}

/** Renewal every 15 s; stale after 120 s, so that a slow storage may miss several renewals. */
export const defaultTimes: LeaseTimes = { interval: 15_000, limit: leaseLimit };

/** The exclusive right of an ingest to write a run. */
export interface Lease {
  /** True if an ingest that ended without releasing the run had it before. */
  readonly isInherited: boolean;
  /** Aborted, with a Superseded error, when another ingest has taken over the run. */
  readonly signal: AbortSignal;
  /** Renews the lease now, so that `signal` is aborted if another ingest has taken over. Never fails. */
  check(): Promise<void>;
  /** Releases the run. Never fails: a leftover lease becomes stale. */
  release(): Promise<void>;
}

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
  times: LeaseTimes = defaultTimes,
  patience: AbortSignal | null = null,
): Promise<Lease> {
  const location = { storage, directory: leaseDirectory(dataset), run };
  const started = new Date().toISOString();
  const space = processSpace();
  const record: LeaseRecord = {
    id: randomUUID(),
    host: hostname(),
    pid: process.pid,
    ...(space === null ? {} : { space }),
    started,
    renewed: started,
  };
  for (;;) {
    const last = (await numbersOf(location)).at(-1) ?? 0;
    if (last > 0) {
      const holder = await read(location, last);
      // Released between the listing and the read.
      if (holder === 'gone') continue;
      if (holder !== null && !isStale(holder, Date.now(), times.limit)) {
        if (patience === null || (await isRenewed(location, last, holder, times, patience))) {
          throw supersededBy(run, holder);
        }
        continue;
      }
    }
    heldHere.add(record.id);
    const number = last + 1;
    try {
      if (await create(location, number, record)) {
        await yieldToOthers(location, number, record, times);
        return hold(location, number, record, times, last > 0);
      }
    } catch (error) {
      // The lease may have been written before the failure. It counts as stale for the next ingest of this process.
      heldHere.delete(record.id);
      throw error;
    }
    heldHere.delete(record.id);
    // Another ingest created it first.
    const holder = await read(location, number);
    if (holder !== 'gone' && holder !== null) throw supersededBy(run, holder);
  }
}

/** True if there is a lease of a run, held or left over. */
export async function isLeased(storage: Storage, dataset: string, run: string): Promise<boolean> {
  return (await numbersOf({ storage, directory: leaseDirectory(dataset), run })).length > 0;
}

interface LeaseLocation {
  readonly storage: Storage;
  readonly directory: string;
  readonly run: string;
}

function hold(
  location: LeaseLocation,
  number: number,
  record: LeaseRecord,
  times: LeaseTimes,
  isInherited: boolean,
): Lease {
  const lost = new AbortController();
  let isOver = false;
  let renewal: Promise<void> = Promise.resolve();
  const renew = async () => {
    const last = (await numbersOf(location)).at(-1) ?? 0;
    if (isOver) return;
    if (last > number) {
      const holder = await read(location, last);
      lost.abort(supersededBy(location.run, holder === 'gone' ? null : holder));
      return;
    }
    await location.storage.put(
      pathOf(location, number),
      formatLease({ ...record, renewed: new Date().toISOString() }),
    );
  };
  const check = () => {
    // A failed renewal is tried again at the next interval, which also finds whoever took over meanwhile.
    renewal = renewal.then(renew).catch(() => undefined);
    return renewal;
  };
  const timer = setInterval(check, times.interval);
  timer.unref();
  return {
    isInherited,
    signal: lost.signal,
    check,
    async release() {
      isOver = true;
      clearInterval(timer);
      await renewal;
      await drop(location, number, record);
    },
  };
}

/**
 * Waits until the holder of a lease on another host renews it (true), or until it is gone or stale (false). A process
 * that was killed on another machine seems to live until then, and the part that repeats its work must not leave out
 * the run.
 */
async function isRenewed(
  location: LeaseLocation,
  number: number,
  holder: LeaseRecord,
  times: LeaseTimes,
  patience: AbortSignal,
): Promise<boolean> {
  while (isElsewhere(holder) && !patience.aborted) {
    await pause(times.interval / 5, undefined, { signal: patience }).catch(() => undefined);
    const now = await read(location, number);
    if (now === 'gone' || now === null) return false;
    if (now.id !== holder.id || now.renewed !== holder.renewed) return true;
    if (isStale(now, Date.now(), times.limit)) return false;
  }
  return true;
}

/** Creates the lease of a number. True if it is ours: a repeated request may find that of its first attempt. */
async function create(location: LeaseLocation, number: number, record: LeaseRecord): Promise<boolean> {
  if (await location.storage.createExclusive(pathOf(location, number), formatLease(record))) return true;
  const holder = await read(location, number);
  return holder !== 'gone' && holder?.id === record.id;
}

/** Returns the numbers of the leases of a run, ascending. */
async function numbersOf({ storage, directory, run }: LeaseLocation): Promise<number[]> {
  const start = `${run}.`;
  return (await storage.readDirectory(directory, start))
    .filter(({ name }) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map(({ name }) => Number(name.slice(start.length)))
    .sort((a, b) => a - b);
}

/** Reads a lease, which its holder may replace meanwhile. Null if it is unreadable. */
async function read(location: LeaseLocation, number: number): Promise<LeaseRecord | null | 'gone'> {
  const bytes = await readReplaceable(location.storage, pathOf(location, number));
  return bytes === null ? 'gone' : parseLease(bytes);
}

/**
 * Removes stale leases. If an ingest was delayed between the listing and the creation of its lease, another number may
 * be held by now; then it drops its own lease and fails with Superseded.
 */
async function yieldToOthers(
  location: LeaseLocation,
  number: number,
  record: LeaseRecord,
  times: LeaseTimes,
): Promise<void> {
  for (const other of await numbersOf(location)) {
    if (other === number) continue;
    const holder = await read(location, other);
    if (holder === 'gone') continue;
    if (holder !== null && !isStale(holder, Date.now(), times.limit)) {
      await drop(location, number, record);
      throw supersededBy(location.run, holder);
    }
    await location.storage.delete(pathOf(location, other));
  }
}

async function drop(location: LeaseLocation, number: number, { id }: LeaseRecord): Promise<void> {
  heldHere.delete(id);
  await location.storage.delete(pathOf(location, number)).catch(() => undefined);
}

function pathOf({ directory, run }: LeaseLocation, number: number): string {
  return `${directory}/${run}.${number}`;
}

function supersededBy(run: string, holder: LeaseRecord | null): Superseded {
  return new Superseded(run, holder === null ? 'another process' : describeHolder(holder));
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

/**
 * True if nobody holds a lease: its process is gone, if that can be known here, or it was not renewed for `limit`
 * milliseconds. The clocks of the hosts must agree better than that.
 */
function isStale(record: LeaseRecord, now: number, limit: number): boolean {
  const { id, pid, renewed } = record;
  if (!isElsewhere(record)) {
    if (pid === process.pid) return !heldHere.has(id);
    if (!isRunning(pid)) return true;
  }
  return now - Date.parse(renewed) > limit;
}

/** True if the holder runs on another host or in another container, whose processes are unknown here. */
function isElsewhere({ host, space }: LeaseRecord): boolean {
  return host !== hostname() || (space !== undefined && space !== processSpace());
}

/** Describes a holder in messages. */
function describeHolder({ host, pid, started }: LeaseRecord): string {
  return `process ${pid} on ${host}, which began it at ${started}`;
}
