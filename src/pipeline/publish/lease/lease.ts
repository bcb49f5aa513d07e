import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { leaseDirectory } from '../../../layout/index.js';
import type { Storage } from '../../../storage/index.js';
import { readReplaceable } from '../../../tree/index.js';
import {
  describeHolder,
  formatLease,
  isElsewhere,
  isStale,
  type LeaseRecord,
  markHeld,
  markReleased,
  parseLease,
} from './lease-record.js';
import { processSpace } from './process-space.js';
import { Superseded } from './superseded.js';

/** Milliseconds between two renewals, and without one until a lease counts as stale. */
export interface LeaseTimes {
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
