import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from './fs-error.js';

/** True if a process with that id runs on this machine, also one of another user. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

/**
 * Returns what makes process ids comparable: the boot id of the machine and the PID namespace, which containers with
 * the same host name do not share. Null where /proc has neither.
 */
export function processSpace(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

let space: string | null = null;

/** Returns the mark of a process in names of unfinished files: a short digest of where it runs, and its id. */
export function processMark(pid = process.pid): string {
  space ??= createHash('sha256').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 8);
  return `${space}-${pid}`;
}

/** Returns the state of the process that made a partial name; `unknown` if it ran elsewhere or has no mark. */
export function makerOf(partial: string): 'running' | 'ended' | 'unknown' {
  const pid = Number(/-[0-9a-f]{8}-(\d+)-[0-9a-f]{12}$/.exec(partial)?.[1]);
  if (!partial.includes(`-${processMark(pid)}-`)) return 'unknown';
  return isRunning(pid) ? 'running' : 'ended';
}
