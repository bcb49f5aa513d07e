import type { Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import type { IngestContext } from '../../context.js';
import { fingerprints } from '../../publish/finished-data.js';
import { shownFiles } from './shown-files.js';

/** What the key images of a tomogram are drawn from, as it is in the output. */
export async function sceneSettings(tomogram: Item, context: IngestContext): Promise<unknown> {
  const { layout } = context.options;
  const volume = [itemPath(tomogram, 'tomogramMrc', layout), itemPath(tomogram, 'tomogramZarr', layout)];
  const shown = await shownFiles(tomogram, context);
  return {
    volume: await fingerprints(context.output, volume),
    annotations: shown.map(({ annotation: { color }, file }) => [color, file]),
    files: await fingerprints(
      context.output,
      shown.map(({ file }) => file.path),
    ),
  };
}
