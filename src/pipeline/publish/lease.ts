import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { IngestError } from '../../base/errors.js';
import { isRunning } from '../../storage/partial-name.js';
import type { Storage } from '../../storage/storage.js';
import { leaseDirectory } from '../../tree/layout/own-files.js';
import { parseObject, readReplaceable } from '../../tree/ledger.js';

/** Milliseconds between two renewals, and without one until a lease counts as stale. */
interface LeaseTimes {
  readonly interval: number;
  readonly limit: number;
}

export const usualTimes: LeaseTimes = { interval: 15_000, limit: 120_000 };

/** The right to write a run, held by one ingest at a time. */
export interface Lease {
  /** Aborted, with a Superseded error, once another ingest has taken the run over. */
  readonly signal: AbortSignal;
  /** Lets the next one have the run. Does not fail: a lease that stays is stale soon. */
  release(): Promise<void>;
}

/**
 * Takes the lease of a run. Leases of a run are numbered: whoever creates the next number, which only one can, holds it, so
 * that of several that find a stale one only one takes over. Fails with Superseded where another ingest holds the run, and
 * with a StorageError where leases cannot be read or written. With `patience`, until that is aborted, a holder on another host
 * is waited for until it is known whether it lives.
 */
export async function takeLease(
  storage: Storage,
  dataset: string,
  run: string,
  times: LeaseTimes = usualTimes,
  patience: AbortSignal | null = null,
): Promise<Lease> {
  const place = { storage, directory: leaseDirectory(dataset), run };
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
    const last = (await numbersOf(place)).at(-1) ?? 0;
    if (last > 0) {
      const holder = await read(place, last);
      // It was released between the listing and the reading.
      if (holder === 'gone') continue;
      if (holder !== null && !isStale(holder, Date.now(), times.limit)) {
        if (patience === null || (await isRenewed(place, last, holder, times, patience))) {
          throw supersededBy(run, holder);
        }
        continue;
      }
    }
    markHeld(record.id);
    const number = last + 1;
    try {
      if (await create(place, number, record)) {
        await yieldToOthers(place, number, record, times);
        return hold(place, number, record, times);
      }
    } catch (error) {
      // A lease that may have been written before this counts as stale for the next ingest of this process.
      markReleased(record.id);
      throw error;
    }
    markReleased(record.id);
    // Another was faster by a moment: what it wrote says who.
    const holder = await read(place, number);
    if (holder !== 'gone' && holder !== null) throw supersededBy(run, holder);
  }
}

interface Place {
  readonly storage: Storage;
  readonly directory: string;
  readonly run: string;
}

function hold(place: Place, number: number, record: LeaseRecord, times: LeaseTimes): Lease {
  const lost = new AbortController();
  let isOver = false;
  let renewal: Promise<void> = Promise.resolve();
  const renew = async () => {
    const last = (await numbersOf(place)).at(-1) ?? 0;
    if (isOver) return;
    if (last > number) {
      const holder = await read(place, last);
      lost.abort(supersededBy(place.run, holder === 'gone' ? null : holder));
      return;
    }
    await place.storage.put(
      pathOf(place, number),
      formatLease({ ...record, renewed: new Date().toISOString() }),
    );
  };
  const timer = setInterval(() => {
    // A storage that does not answer for a while is tried again; whoever takes over meanwhile is seen then.
    renewal = renewal.then(renew).catch(() => undefined);
  }, times.interval);
  timer.unref();
  return {
    signal: lost.signal,
    async release() {
      isOver = true;
      clearInterval(timer);
      await renewal;
      await drop(place, number, record);
    },
  };
}

/**
 * Whether the holder of a lease lives: false once its lease is gone or stale. A process that was killed on another machine
 * looks as if it lived until then, and whoever does its work again must not leave the run out.
 */
async function isRenewed(
  place: Place,
  number: number,
  holder: LeaseRecord,
  times: LeaseTimes,
  patience: AbortSignal,
): Promise<boolean> {
  while (isElsewhere(holder) && !patience.aborted) {
    await pause(times.interval / 5, undefined, { signal: patience }).catch(() => undefined);
    const now = await read(place, number);
    if (now === 'gone' || now === null) return false;
    if (now.id !== holder.id || now.renewed !== holder.renewed) return true;
    if (isStale(now, Date.now(), times.limit)) return false;
  }
  return true;
}

/** Whether the lease of a number is ours now; a repeated request may have met what its first try wrote. */
async function create(place: Place, number: number, record: LeaseRecord): Promise<boolean> {
  if (await place.storage.createExclusive(pathOf(place, number), formatLease(record))) return true;
  const holder = await read(place, number);
  return holder !== 'gone' && holder?.id === record.id;
}

/** Numbers of the leases of a run, ascending. */
async function numbersOf({ storage, directory, run }: Place): Promise<number[]> {
  const start = `${run}.`;
  return (await storage.readDirectory(directory))
    .filter(({ name }) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map(({ name }) => Number(name.slice(start.length)))
    .sort((a, b) => a - b);
}

/** Its holder may renew it while it is read. */
async function read(place: Place, number: number): Promise<LeaseRecord | null | 'gone'> {
  const bytes = await readReplaceable(place.storage, pathOf(place, number));
  return bytes === null ? 'gone' : parseLease(bytes);
}

/**
 * Removes stale leases. Whoever waited between looking and creating, while others came and went, may find another number
 * held: then it is the one to go.
 */
async function yieldToOthers(
  place: Place,
  number: number,
  record: LeaseRecord,
  times: LeaseTimes,
): Promise<void> {
  for (const other of await numbersOf(place)) {
    if (other === number) continue;
    const holder = await read(place, other);
    if (holder === 'gone') continue;
    if (holder !== null && !isStale(holder, Date.now(), times.limit)) {
      await drop(place, number, record);
      throw supersededBy(place.run, holder);
    }
    await place.storage.delete(pathOf(place, other));
  }
}

async function drop(place: Place, number: number, { id }: LeaseRecord): Promise<void> {
  markReleased(id);
  await place.storage.delete(pathOf(place, number)).catch(() => undefined);
}

function pathOf({ directory, run }: Place, number: number): string {
  return `${directory}/${run}.${number}`;
}

function supersededBy(run: string, holder: LeaseRecord | null): Superseded {
  return new Superseded(run, holder === null ? 'another process' : describeHolder(holder));
}

/**
 * Which numbers of processes mean the same as here: the start of this machine and the PID namespace, which containers of one host
 * name do not share. Null where the system does not say.
 */
function processSpace(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** Who holds a lease, as it is written into it. */
interface LeaseRecord {
  /** Random; tells two leases of one process apart. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Where that number names a process, as `processSpace` says; absent where that is not known. */
  readonly space?: string;
  /** When the ingest of the run began and when it last said that it goes on, ISO 8601 in UTC. */
  readonly started: string;
  readonly renewed: string;
}

/** The text of a lease. */
function formatLease(record: LeaseRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`);
}

/** What a lease says; null for what is none, as a file that was cut off. */
function parseLease(bytes: Uint8Array): LeaseRecord | null {
  const found = parseObject(new TextDecoder().decode(bytes));
  if (found === null) return null;
  const { id, host, pid, space = '', started, renewed } = found;
  const isWhole = [id, host, space, started, renewed].every((part) => typeof part === 'string');
  return isWhole && typeof pid === 'number' ? (found as unknown as LeaseRecord) : null;
}

/** Leases that ingests of this process hold. */
const heldHere = new Set<string>();

function markHeld(id: string): void {
  heldHere.add(id);
}

function markReleased(id: string): void {
  heldHere.delete(id);
}

/**
 * Whether nobody holds a lease any more: its process is gone, where that can be known here, or it was not renewed for `limit`
 * milliseconds. The clocks of hosts must agree within less than that.
 */
function isStale(record: LeaseRecord, now: number, limit: number): boolean {
  const { id, pid, renewed } = record;
  if (!isElsewhere(record)) {
    if (pid === process.pid) return !heldHere.has(id);
    if (!isRunning(pid)) return true;
  }
  return now - Date.parse(renewed) > limit;
}

/** Whether a lease is of another host or container, of whose processes nothing is known here. */
function isElsewhere({ host, space }: LeaseRecord): boolean {
  return host !== hostname() || (space !== undefined && space !== processSpace());
}

/** A holder as messages name it. */
function describeHolder({ host, pid, started }: LeaseRecord): string {
  return `process ${pid} on ${host}, which began it at ${started}`;
}

/** Another ingest is writing a run: this one leaves it alone. */
export class Superseded extends IngestError {
  constructor(run: string, holder: string) {
    super('superseded: another ingest writes this run', {
      entity: `run ${run}`,
      found: holder,
      hint: 'wait for it, then run again: what it finished is kept',
    });
  }
}
