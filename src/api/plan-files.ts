import { resolve } from 'node:path';
import { StorageError, UsageError } from '../base/errors.js';
import type { Plan } from '../cluster/plan.js';
import { parsePlanFile } from '../cluster/plan-file.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { splitLocation } from './locations.js';

/** Largest note taken, in bytes. */
const limit = 64 * 1024;

/**
 * Notes beside a plan, in `PLAN.output`, where its parts write to, so that `cryoet status PLAN` finds their ledgers. Does not
 * fail: a plan may lie where nobody can write.
 */
export async function noteOutput(plan: string, output: string, options: StorageOptions): Promise<void> {
  const place = /^[a-z][a-z0-9+.-]*:\/\//i.test(output) ? output : resolve(output);
  const bytes = new TextEncoder().encode(`${place}\n`);
  await besidePlan(`${plan}.output`, options, async (storage, name) => {
    if (await storage.createExclusive(name, bytes)) return;
    const before = new TextDecoder().decode(await storage.get(name, limit));
    if (before !== `${place}\n`) await storage.put(name, bytes);
  }).catch(() => undefined);
}

/** Where the parts of a plan write to, as the last of them noted it; null where none did. */
export async function notedOutput(plan: string, options: StorageOptions): Promise<string | null> {
  try {
    const bytes = await besidePlan(`${plan}.output`, options, (storage, name) => storage.get(name, limit));
    return new TextDecoder().decode(bytes).trim() || null;
  } catch (error) {
    if (error instanceof StorageError && error.reason === 'missing') return null;
    throw error;
  }
}

/** Reads the plan at a path or `s3://bucket/key`; fails with a StorageError or FormatError that names it. */
export function readPlan(location: string, options: StorageOptions): Promise<Plan> {
  return besidePlan(location, options, async (storage, name) =>
    parsePlanFile(new TextDecoder().decode(await storage.get(name)), location),
  );
}

/** Writes a text to a path or `s3://bucket/key`, whole; fails with a StorageError that names it. */
export function writePlanText(location: string, text: string, options: StorageOptions): Promise<void> {
  return besidePlan(location, { ...options, check: 'output' }, async (storage, name) => {
    await storage.put(name, new TextEncoder().encode(text));
  });
}

/** Does something with the storage that a file lies in and the file's key there; fails with a UsageError for no file. */
async function besidePlan<Result>(
  location: string,
  options: StorageOptions,
  work: (storage: Storage, name: string) => Promise<Result>,
): Promise<Result> {
  if (location === '' || location.endsWith('/')) {
    throw new UsageError(`PLAN is a file, not ${JSON.stringify(location)}`);
  }
  const { parent, name } = splitLocation(location);
  // Where the file lies is its owner's business; what is read of it is checked.
  const storage = await openStorage(parent, { ...options, followLinks: true });
  try {
    return await work(storage, name);
  } finally {
    await storage.close();
  }
}
