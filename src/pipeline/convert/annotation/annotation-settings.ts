import { ifReadable } from '../../../errors/index.js';
import type { Item } from '../../../sources/item.js';
import { templateVariables } from '../../../sources/template-variables.js';
import type { IngestContext } from '../../context.js';
import { zarrSettings } from '../zarr-settings.js';
import { inputsOf } from './annotation-file.js';
import { alignedExtent, tomogramShapes } from './mask-shape.js';
import { tomogramsFile } from './point-source.js';

/**
 * What an annotation's files depend on but its source files: how the configuration says that they are read, with all that
 * its templates may name, and what masks are fitted to.
 */
export async function annotationSettings(item: Item, context: IngestContext): Promise<unknown> {
  const { writeMrc, writeZarr, binningEdge, compatible } = context.options;
  const extent = await ifReadable(() => alignedExtent({ item }, context));
  return {
    inputs: inputsOf(item).map(({ key, finder }) => ({ key, finder })),
    variables: [...templateVariables(item, context)],
    tomograms: inputsOf(item).map((input) => tomogramsFile(input, context)),
    fitted: [extent, await tomogramShapes({ item }, context)],
    options: { writeMrc, writeZarr, zarrForm: zarrSettings(context), binningEdge, compatible },
  };
}
