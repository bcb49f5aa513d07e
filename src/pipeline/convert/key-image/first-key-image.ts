import type { Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import type { IngestContext } from '../../context.js';

/** Path of a key image of the first tomogram of a dataset that has it in the output; null when none has. */
export async function firstKeyImage(
  dataset: Item,
  image: string,
  context: IngestContext,
): Promise<string | null> {
  for (const run of await context.find('run', dataset)) {
    for (const spacing of await context.find('voxel_spacing', run)) {
      for (const tomogram of await context.find('tomogram', spacing)) {
        const path = itemPath(tomogram, 'keyImage', context.options.layout, { image });
        if ((await context.output.stat(path)) !== null) return path;
      }
    }
  }
  return null;
}
