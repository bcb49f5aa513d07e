import { UsageError } from '../../errors/index.js';
import type { Storage } from '../../storage/index.js';
import { placeOf } from '../place-of.js';

/**
 * Fails with a UsageError when both storages are one directory, or one prefix of a bucket, or OUTPUT lies in INPUT: sources
 * would be written over, or what is written taken for sources.
 */
export async function refuseSamePlace(input: Storage, output: Storage): Promise<void> {
  if (input.flat !== output.flat) return;
  const [from, to] = [await placeOf(input), await placeOf(output)];
  if (from === to) {
    throw new UsageError(`INPUT and OUTPUT are the same place, ${input.url}: sources would be written over`);
  }
  if (to.startsWith(`${from.replace(/\/$/, '')}/`)) {
    throw new UsageError(
      `OUTPUT ${output.url} lies in INPUT ${input.url}: what is written would be taken for sources`,
    );
  }
}
