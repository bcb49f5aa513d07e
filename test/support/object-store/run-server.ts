import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a program can be run at all. */
export function isInstalled(program: string, parameters: readonly string[]): boolean {
  return spawnSync(program, parameters, { stdio: 'ignore' }).status === 0;
}

/** A directory that is removed with the process. */
export function processDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'cryoet-object-store-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Starts a server that ends with the process; waits until it answers. */
export async function runServer(
  program: string,
  parameters: readonly string[],
  endpoint: string,
): Promise<void> {
  const server = spawn(program, parameters, { stdio: 'ignore' });
  server.unref();
  process.on('exit', () => server.kill('SIGKILL'));
  for (let waited = 0; waited < 30_000 && server.exitCode === null; waited += 100) {
    const answer = await fetch(endpoint).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`${program} does not start`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
