import { resolve } from 'node:path';
import { closing } from '../base/closing.js';
import { isMissing, nullIf, UsageError } from '../base/errors.js';
import type { Plan } from '../cluster/plan.js';
import { parsePlanFile } from '../cluster/plan-file.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { splitLocation } from './locations.js';

/** Size limit of `PLAN.output`, in bytes. */
const limit = 64 * 1024;

/** Writes the location of OUTPUT into `PLAN.output`, for `cryoet status PLAN`. Never fails: PLAN may be read-only. */
export async function noteOutput(plan: string, output: string, options: StorageOptions): Promise<void> {
  const location = /^[a-z][a-z0-9+.-]*:\/\//i.test(output) ? output : resolve(output);
  const bytes = new TextEncoder().encode(`${location}\n`);
  await besidePlan(`${plan}.output`, options, async (storage, name) => {
    if (await storage.createExclusive(name, bytes)) return;
    const before = new TextDecoder().decode(await storage.get(name, limit));
    if (before !== `${location}\n`) await storage.put(name, bytes);
  }).catch(() => undefined);
}

/** Returns the OUTPUT of the part that began last, from `PLAN.output`; null if there is no such file. */
export async function notedOutput(plan: string, options: StorageOptions): Promise<string | null> {
  const noted = besidePlan(`${plan}.output`, options, (storage, name) => storage.get(name, limit));
  const bytes = await noted.catch(nullIf(isMissing));
  return bytes && (new TextDecoder().decode(bytes).trim() || null);
}

/** Reads a plan from a path or `s3://bucket/key`. Fails with a StorageError or FormatError that names it. */
export function readPlan(location: string, options: StorageOptions): Promise<Plan> {
  return besidePlan(location, options, async (storage, name) =>
    parsePlanFile(new TextDecoder().decode(await storage.get(name)), location),
  );
}

/** Writes a plan to a path or `s3://bucket/key`. Fails with a StorageError that names it. */
export function writePlanText(location: string, text: string, options: StorageOptions): Promise<void> {
  return besidePlan(location, { ...options, check: 'output' }, async (storage, name) => {
    await storage.put(name, new TextEncoder().encode(text));
  });
}

/** Runs work with a file's storage and key. Fails with a UsageError for a directory or an empty path. */
async function besidePlan<Result>(
  location: string,
  options: StorageOptions,
  work: (storage: Storage, name: string) => Promise<Result>,
): Promise<Result> {
  if (location === '' || location.endsWith('/')) {
    throw new UsageError(`PLAN is a file, not ${JSON.stringify(location)}`);
  }
  const { parent, name } = splitLocation(location);
  // The user chose where the plan is, so links are followed; its content is checked.
  const storage = await openStorage(parent, { ...options, followLinks: true });
  return closing(storage, () => work(storage, name));
}
