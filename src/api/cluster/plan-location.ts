import { type Plan, parsePlanFile } from '../../cluster/index.js';
import { UsageError } from '../../errors/index.js';
import { openStorage, type Storage, type StorageOptions } from '../../storage/index.js';
import { splitLocation } from '../split-location.js';

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
export async function besidePlan<Result>(
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
