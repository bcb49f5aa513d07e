import fs from 'node:fs';
import { readdir } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/** What stands for the end of the process: no call after it changes anything. */
export class Killed extends Error {}

/** Calls of `node:fs/promises` that change what lies below a directory. */
const changes: readonly string[] = [
  'rename',
  'rm',
  'unlink',
  'writeFile',
  'open',
  'mkdir',
  'copyFile',
  'chmod',
  'link',
  'rmdir',
];
/** The same calls of `node:fs`, which the storage waits for where a disk is quick, and the one that takes a callback. */
const changesNow = [...changes.map((name) => `${name}Sync`), 'open'];

/**
 * Runs work whose changes below a directory end before the `point`-th of them, as if the process were killed there: that
 * call and all later ones are refused. A removal of a directory is two points, the second when half of it is gone. Returns
 * how many points were passed.
 */
export async function killedAt(
  point: number,
  directory: string,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<number> {
  const original = { ...fs.promises };
  const originalNow = Object.fromEntries(changesNow.map((name) => [name, Reflect.get(fs, name)]));
  const kill = new AbortController();
  let passed = 0;
  const pass = () => {
    if (kill.signal.aborted) throw new Killed('killed');
    if (passed === point) {
      kill.abort(new Killed('killed'));
      throw new Killed('killed');
    }
    passed += 1;
  };
  const isInside = (path: unknown) => typeof path === 'string' && path.startsWith(directory);
  const calls = fs.promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  for (const name of changes) {
    const call = Reflect.get(original, name) as (...args: unknown[]) => Promise<unknown>;
    calls[name] = async (...args) => {
      const changesTree = args.slice(0, 2).some(isInside) && (name !== 'open' || writes(args[1]));
      if (!changesTree) return call(...args);
      pass();
      if (name === 'rm') {
        await passHalfway(String(args[0]), pass, original);
      }
      return call(...args);
    };
  }
  for (const name of changesNow) {
    const call = originalNow[name] as (...args: unknown[]) => unknown;
    Reflect.set(fs, name, (...args: unknown[]) => {
      const isOpening = name === 'open' || name === 'openSync';
      if (args.slice(0, 2).some(isInside) && (!isOpening || writes(args[1]))) pass();
      return call(...args);
    });
  }
  syncBuiltinESMExports();
  try {
    await work(kill.signal).catch((error) => {
      if (!kill.signal.aborted) throw error;
    });
  } finally {
    Object.assign(fs.promises, original);
    Object.assign(fs, originalNow);
    syncBuiltinESMExports();
  }
  return passed;
}

/** Files are opened for reading too. */
function writes(flags: unknown): boolean {
  return typeof flags === 'number' && (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
}

/** A directory is not removed in one step. */
async function passHalfway(path: string, pass: () => void, original: typeof fs.promises): Promise<void> {
  const names = await readdir(path).catch(() => []);
  const [first] = names;
  if (first === undefined) return;
  try {
    pass();
  } catch (error) {
    await original.rm(join(path, first), { recursive: true, force: true });
    throw error;
  }
}
