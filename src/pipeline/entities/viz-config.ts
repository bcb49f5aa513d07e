import { formatJson } from '../../json/index.js';
import type { IngestContext } from '../context.js';
import type { Entity, PlannedOutput } from '../entity.js';
import type { Item } from '../item.js';
import { itemPath } from '../item-paths.js';
import { stampMetadata } from '../stamp-metadata.js';
import { tomogramState } from '../viz/tomogram-state.js';

/** The viewer states of a voxel spacing's tomograms. */
export const vizConfig: Entity = {
  type: 'viz_config',
  section: 'viz_config',
  children: [],
  grouping: 'each',
  defaults: ['neuroglancer'],
  outputs: async (item, context) =>
    (await tomogramsOf(item, context)).map(
      (tomogram): PlannedOutput => ({
        slot: 'vizConfig',
        path: statePath(tomogram, context),
        from: null,
        bytes: null,
      }),
    ),
  async importData(item, context) {
    let bytesWritten = 0;
    const tomograms = await tomogramsOf(item, context);
    for (const tomogram of tomograms) {
      const state = stampMetadata(await tomogramState(tomogram, context), tomogram, context);
      const bytes = new TextEncoder().encode(formatJson(state));
      await context.output.put(statePath(tomogram, context), bytes);
      bytesWritten += bytes.length;
    }
    return tomograms.length === 0
      ? { bytesWritten, skipped: true, notes: ['no tomogram at this voxel spacing'] }
      : { bytesWritten };
  },
};

async function tomogramsOf(item: Item, context: IngestContext): Promise<readonly Item[]> {
  const tomograms = item.parent === null ? [] : await context.find('tomogram', item.parent);
  return tomograms.filter(({ reference }) => reference === null);
}

function statePath(tomogram: Item, context: IngestContext): string {
  return itemPath(tomogram, 'vizConfig', context.options.layout);
}
