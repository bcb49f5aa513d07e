import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../../storage/index.js';

/** This machine, as names of temporary directories tell it. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** How the name of a temporary directory of this process begins. */
export function stagedPrefix(pid = process.pid): string {
  return `cryoet-unpacked-${machine}-${pid}-`;
}

/**
 * Removes the temporary directories below `directory`, the system's by default, of processes of this machine that have
 * ended without removing them. What other machines or users put there is left alone. Never fails.
 */
export async function removeStaleFiles(directory = tmpdir()): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const [, of, pid] = /^cryoet-unpacked-([0-9a-f]{8})-(\d+)-[A-Za-z0-9]{6}$/.exec(name) ?? [];
    if (of !== machine || isRunning(Number(pid))) continue;
    await rm(join(directory, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
