import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { describeItem, type Item } from '../../sources/item.js';
import { storageOf } from '../../sources/source-files.js';
import type { Storage } from '../../storage/index.js';
import { toolVersion } from '../../version.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';

/** A run has many frames, and a bucket takes its time for each. */
const lookedAtAtATime = 8;

/** Files at a key, their bytes, and when the last of them was written (milliseconds since the epoch). */
export type Fingerprint = readonly [location: string, files: number, bytes: number, modified: number];

/** Tells whether an item's data were finished by an earlier ingest, and notes that they are. */
export interface FinishedData {
  /** True when the same was made of the same, and is there as it was left. */
  readonly isKept: boolean;
  /** To be called once the data are written. */
  note(): Promise<void>;
}

/**
 * Data are kept when tool, settings and the sources' names, sizes and times are those of the ledger, and what is in the
 * output has the number of files, the size and the time that it was left with. The sources are looked at here, before
 * anything is read of them; null for items that are made anew every time.
 */
export async function finishedData(
  importer: Importer,
  item: Item,
  outputs: readonly PlannedOutput[],
  context: IngestContext,
): Promise<FinishedData | null> {
  const { ledger, output } = context;
  if (ledger === null || importer.settings === undefined || outputs.length === 0) return null;
  const made = digest([output.url, outputs.map(({ path, from }) => [path, from])]);
  const settings = await importer.settings(item, context);
  const sources = await fingerprints(storageOf(item, context), item.files);
  const proof = async () =>
    digest([
      toolVersion,
      settings,
      sources,
      await fingerprints(
        output,
        outputs.map(({ path }) => path),
      ),
    ]);
  const noted = ledger.proofOf(made);
  return {
    isKept: noted !== null && noted === (await proof()),
    note: async () => ledger.note(describeItem(item), made, await proof()),
  };
}

/** What tells whether files, or all that is below directories, were changed; of what is missing too. */
export function fingerprints(storage: Storage, keys: readonly string[]): Promise<Fingerprint[]> {
  const limit = pLimit(lookedAtAtATime);
  return Promise.all(keys.map((key) => limit(() => fingerprint(storage, key))));
}

async function fingerprint(storage: Storage, key: string): Promise<Fingerprint> {
  const file = await storage.stat(key);
  const location = storage.location(key);
  if (file !== null) return [location, 1, file.size, file.modified];
  let [files, bytes, modified] = [0, 0, 0];
  for await (const found of storage.list(key)) {
    files += 1;
    bytes += found.size;
    modified = Math.max(modified, found.modified);
  }
  return [location, files, bytes, modified];
}

function digest(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
