import { hostname } from 'node:os';
import { isRunning } from '../../../storage/index.js';
import { parseObject } from '../../../tree/index.js';
import { processSpace } from './process-space.js';

/** Who holds a lease, as it is written into it. */
export interface LeaseRecord {
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
export function formatLease(record: LeaseRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`);
}

/** What a lease says; null for what is none, as a file that was cut off. */
export function parseLease(bytes: Uint8Array): LeaseRecord | null {
  const found = parseObject(new TextDecoder().decode(bytes));
  if (found === null) return null;
  const { id, host, pid, space = '', started, renewed } = found;
  const isWhole = [id, host, space, started, renewed].every((part) => typeof part === 'string');
  return isWhole && typeof pid === 'number' ? (found as unknown as LeaseRecord) : null;
}

/** Leases that ingests of this process hold. */
const heldHere = new Set<string>();

export function markHeld(id: string): void {
  heldHere.add(id);
}

export function markReleased(id: string): void {
  heldHere.delete(id);
}

/**
 * Whether nobody holds a lease any more: its process is gone, where that can be known here, or it was not renewed for `limit`
 * milliseconds. The clocks of hosts must agree within less than that.
 */
export function isStale(record: LeaseRecord, now: number, limit: number): boolean {
  const { id, pid, renewed } = record;
  if (!isElsewhere(record)) {
    if (pid === process.pid) return !heldHere.has(id);
    if (!isRunning(pid)) return true;
  }
  return now - Date.parse(renewed) > limit;
}

/** Whether a lease is of another host or container, of whose processes nothing is known here. */
export function isElsewhere({ host, space }: LeaseRecord): boolean {
  return host !== hostname() || (space !== undefined && space !== processSpace());
}

/** A holder as messages name it. */
export function describeHolder({ host, pid, started }: LeaseRecord): string {
  return `process ${pid} on ${host}, which began it at ${started}`;
}
