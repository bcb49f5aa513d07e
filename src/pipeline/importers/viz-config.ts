import { NotReachedError } from '../../errors/index.js';
import { describeItem, type Item } from '../../sources/item.js';
import { itemPath } from '../../sources/item-paths.js';
import type { IngestContext } from '../context.js';
import { stateSettings } from '../convert/viewer-state/state-settings.js';
import { tomogramState } from '../convert/viewer-state/tomogram-state.js';
import { viewedTomograms } from '../convert/viewer-state/viewed-tomograms.js';
import { isWritten } from '../convert/written-volume.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { isImported } from '../is-selected.js';
import { publishDocument } from '../publish/publish-document.js';
import { stampMetadata } from '../publish/stamp-metadata.js';

/** Published tomograms are known where annotations come to them. */
const nothingToView =
  'this configuration has no tomogram at this voxel spacing; for published ones, ingest viz-config of the one that has them';

/** The viewer configurations of a voxel spacing's tomograms, configured or published. */
export const vizConfig: Importer = {
  outputs: async (item, context) =>
    (await viewedTomograms(item, context)).map(
      (tomogram): PlannedOutput => ({
        template: 'vizConfig',
        path: statePath(tomogram, context),
        from: null,
        bytes: null,
      }),
    ),
  async settings(item, context) {
    const facts: unknown[] = [];
    for (const tomogram of await viewedTomograms(item, context))
      facts.push(await stateSettings(tomogram, context));
    return facts;
  },
  async importData(item, context) {
    let bytesWritten = 0;
    const notes: string[] = [];
    const missing: Item[] = [];
    const tomograms = await viewedTomograms(item, context);
    for (const tomogram of tomograms) {
      const { layout } = context.options;
      const mrc = itemPath(tomogram, 'tomogramMrc', layout);
      const zarr = itemPath(tomogram, 'tomogramZarr', layout);
      if (!(await isWritten({ mrc, zarr }, context))) {
        missing.push(tomogram);
        notes.push(`no state for tomogram ${tomogram.id}: it is not in the output`);
        continue;
      }
      const state = stampMetadata(await tomogramState(tomogram, context), tomogram, context);
      bytesWritten += (await publishDocument(statePath(tomogram, context), state, context)) ?? 0;
    }
    if (missing.length < tomograms.length) return { bytesWritten, notes, unchanged: bytesWritten === 0 };
    const failed = missing.find((tomogram) => isImported(tomogram, context));
    if (failed !== undefined) throw new NotReachedError(`${describeItem(failed)} failed`);
    if (missing.length > 0) return { bytesWritten, skipped: true, notes };
    return { bytesWritten, skipped: true, notes: [...notes, nothingToView] };
  },
};

function statePath(tomogram: Item, context: IngestContext): string {
  return itemPath(tomogram, 'vizConfig', context.options.layout);
}
