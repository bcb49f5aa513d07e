import { ancestor, type Item } from './item.js';
import { itemMetadataPath } from './item-paths.js';
import type { SourceContext } from './source-context.js';

/** Path of the alignment that a run's tomograms and annotations refer to: the first found for the run, or null. */
export async function alignmentPath(item: Item, context: SourceContext): Promise<string | null> {
  const run = ancestor(item, 'run');
  const [first] = run === null ? [] : await context.find('alignment', run);
  if (first === undefined) return null;
  return itemMetadataPath(first, 'alignmentMetadata', context.options.layout);
}
