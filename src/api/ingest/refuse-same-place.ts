import { realpath } from 'node:fs/promises';
import { UsageError } from '../../errors/index.js';
import type { Storage } from '../../storage/index.js';

/** Fails with a UsageError when both storages are one directory, or one prefix of a bucket: sources would be written over. */
export async function refuseSamePlace(input: Storage, output: Storage): Promise<void> {
  if (input.flat !== output.flat) return;
  if ((await placeOf(input)) !== (await placeOf(output))) return;
  throw new UsageError(`INPUT and OUTPUT are the same place, ${input.url}: sources would be written over`);
}

/** An output that a dry run has not made is no directory yet. */
async function placeOf(storage: Storage): Promise<string> {
  return storage.flat ? storage.location('') : realpath(storage.url).catch(() => storage.url);
}
