import type { OpenTree } from '../../api/open-tree.js';
import { StorageError, UsageError } from '../../errors/index.js';
import { fillTemplate, pathTemplates } from '../../layout/index.js';
import { listDatasets, listRuns, matchRuns } from '../../tree/index.js';

/** Fails with a StorageError where no published tree is, and with a UsageError for a glob that no run matches. */
export async function refuseNoTree(
  { storage, location }: Pick<OpenTree, 'storage' | 'location'>,
  globs: readonly string[],
): Promise<void> {
  const datasets: string[] = [];
  for (const id of await listDatasets(storage)) {
    const metadata = fillTemplate(pathTemplates.datasetMetadata.path.documented, { dataset_id: id });
    if ((await storage.stat(metadata)) !== null) datasets.push(id);
    if (datasets.length > 0 && globs.length === 0) return;
  }
  if (datasets.length === 0) {
    throw new StorageError('missing', 'no published tree is here', {
      path: location,
      expected: 'directories of datasets with dataset_metadata.json',
      found: 'none',
      hint: 'name the directory that holds the datasets: the OUTPUT of cryoet ingest',
    });
  }
  const left = new Set(globs);
  for (const dataset of datasets) {
    const runs = await listRuns(storage, dataset);
    for (const glob of left) if (runs.some(matchRuns([glob]))) left.delete(glob);
  }
  const [unmatched] = left;
  if (unmatched !== undefined) throw new UsageError(`--run: no run matches ${unmatched}`);
}
