import { publishedAlignmentPath } from '../../../sources/alignment-path.js';
import type { Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import { attributesKey, v3Key } from '../../../volume/zarr/index.js';
import type { IngestContext } from '../../context.js';
import { fingerprints } from '../../publish/finished-data.js';
import { publishedAnnotations } from '../published-annotations.js';
import { layerPaths } from './annotation-layers.js';

/** What the viewer's state for a tomogram is made from, as it is in the output. */
export async function stateSettings(tomogram: Item, context: IngestContext): Promise<unknown> {
  const { layout, contrast, httpsPrefix } = context.options;
  const alignment = await publishedAlignmentPath(tomogram, context);
  const annotations = (await publishedAnnotations(tomogram, context)).filter(
    ({ alignmentPath }) => alignmentPath === alignment,
  );
  const volume = [itemPath(tomogram, 'tomogramMrc', layout), itemPath(tomogram, 'tomogramZarr', layout)];
  const layers = annotations.flatMap((annotation) => layerPaths(annotation, context));
  const kinds: unknown[] = [];
  for (const path of layers) kinds.push(await context.output.kind(path));
  return {
    contrast,
    httpsPrefix,
    annotations,
    layers: kinds,
    volume: await fingerprints(context.output, volume),
    labels: await fingerprints(
      context.output,
      annotations.flatMap(({ files }) =>
        files.flatMap(({ path }) => [`${path}/${attributesKey}`, `${path}/${v3Key}`]),
      ),
    ),
  };
}
