import type { EntityType } from '../entities/index.js';
import { describeError } from '../errors/index.js';
import { type PublishedItem, type PublishedTree, readPublishedItems } from '../tree/index.js';
import type { Item } from './item.js';
import { itemVariables } from './item-paths.js';
import type { SourceContext } from './source-context.js';

/** The output as a tree that may hold what earlier ingests published. */
export function publishedTree({ output, options }: SourceContext): PublishedTree {
  return { storage: output, layout: options.layout };
}

/**
 * Every item of a type that the output holds below a container, with its metadata; ascending by directory. Of metadata
 * that cannot be read, a curator is warned, and told the `consequence`.
 */
export function publishedItems(
  type: EntityType,
  container: Item,
  context: SourceContext,
  consequence = 'its identifier is kept, but what it identified is not known',
): Promise<PublishedItem[]> {
  return readPublishedItems(publishedTree(context), type, itemVariables(container), (error) =>
    context.warn(`${describeError(error)}: ${consequence}`, null),
  );
}
