import type { Dataset } from 'h5wasm';
import { FormatError } from '../../errors/index.js';

/** How many times smaller deflate makes data at best; filters may be chained, and then it is more. */
const tightest = 4 * 1032;

/**
 * Fails with a FormatError where a data set claims more bytes than its file can hold: those of the file without filters,
 * what deflate packs at best with some.
 */
export function checkClaim(data: Dataset, key: string, fileBytes: number, path: string): void {
  const { size, total_size: items } = data.metadata;
  const most = fileBytes * (data.filters.length === 0 ? 1 : tightest);
  const claimed = size * items;
  if (claimed <= most) return;
  const facts = { path, keyPath: key, expected: `at most ${most} bytes`, found: `${claimed} bytes` };
  throw new FormatError('the file is too short for a data set', facts);
}
