import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { until } from '../until.js';

/** A program that serves, and what it has written to standard error so far. */
export interface RunningServer {
  readonly process: ChildProcess;
  messages(): string;
}

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

/** Starts a server that ends with the process. */
export function runServer(program: string, parameters: readonly string[]): RunningServer {
  const server = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
  let messages = '';
  // Whoever does not read on stops a server that tells of every request.
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-10_000);
  });
  server.unref();
  (server.stderr as unknown as Socket).unref();
  process.on('exit', () => server.kill('SIGKILL'));
  return { process: server, messages: () => messages };
}

/** Waits until a server answers; false when it ended before. */
export async function answers({ process: server }: RunningServer, endpoint: string): Promise<boolean> {
  let isUp = false;
  await until(`an answer from ${endpoint}`, async () => {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
    await answer?.body?.cancel();
    isUp = answer?.ok === true && server.exitCode === null;
    return isUp || server.exitCode !== null;
  });
  return isUp;
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

/** Whether a program of that name is installed. */
export function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)));
}
