import { resolve } from 'node:path';
import { StorageError } from '../../errors/index.js';
import type { StorageOptions } from '../../storage/index.js';
import { besidePlan } from './plan-location.js';

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
