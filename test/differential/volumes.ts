import { join } from 'node:path';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { type OddFile, withDistinctNames } from './odd-file.js';
import { diffVolumes } from './through-diff.js';
import { ingestVolumes } from './through-ingest.js';
import { validateVolumes } from './through-validate.js';
import type { Verdicts } from './verdict.js';

/** Opens volumes through the three commands. */
export function openVolumes(
  oddFiles: readonly OddFile[],
  extension: 'mrc' | 'zarr',
): Promise<ReadonlyMap<string, Verdicts>> {
  const files = withDistinctNames(oddFiles);
  return inTemporaryDirectory(async (directory) => {
    const ingested = await ingestVolumes(files, extension, join(directory, 'ingest'));
    const references = new Map([...ingested].map(([name, { volume }]) => [name, volume]));
    const validated = await validateVolumes(files, extension, references, join(directory, 'validate'));
    const compared = await diffVolumes(files, extension, references, join(directory, 'diff'));
    const none = { readable: false, why: 'not there' } as const;
    return new Map(
      files.map(({ name }) => [
        name,
        {
          ingest: ingested.get(name)?.verdict ?? none,
          validate: validated.get(name) ?? none,
          diff: compared.get(name) ?? none,
        },
      ]),
    );
  });
}
