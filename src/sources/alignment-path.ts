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

/**
 * The same where the output holds it: an alignment that could not be published is named by nothing. Of a tomogram that is
 * only in the output, its metadata name the alignment.
 */
export async function publishedAlignmentPath(item: Item, context: SourceContext): Promise<string | null> {
  if (item.reference !== null) {
    const { alignment_metadata_path: named } = item.reference.metadata;
    return typeof named === 'string' ? named : null;
  }
  const path = await alignmentPath(item, context);
  return path === null || (await context.output.stat(path)) === null ? null : path;
}
