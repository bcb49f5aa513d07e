import { ancestor, createItem, type Item } from '../../../sources/item.js';
import { publishedItems } from '../../../sources/published-items.js';
import type { PublishedItem } from '../../../tree/index.js';
import type { IngestContext } from '../../context.js';

/**
 * The tomograms whose viewer configurations go with a viewer configuration: those of its voxel spacing that are configured. Where
 * the configuration has annotations of the run, also those that the output holds, of other depositions too: viewer configurations
 * show the annotations of all voxel spacings, so that those of voxel spacings that are not configured are renewed as well.
 */
export async function viewedTomograms(vizConfig: Item, context: IngestContext): Promise<readonly Item[]> {
  const spacing = ancestor(vizConfig, 'voxel_spacing');
  const run = ancestor(vizConfig, 'run');
  if (spacing === null || run === null) return [];
  const configured = (await context.find('tomogram', spacing)).filter(isImported);
  const spacings = await context.find('voxel_spacing', run);
  if (!(await hasAnnotations(spacings, context))) return configured;
  const ids = new Set(configured.map(({ id }) => id));
  const published = await publishedItems('tomogram', run, context, 'its viewer configuration stays as it is');
  // Only one voxel spacing of a run renews those that are not configured.
  const isFirst = spacings[0]?.name === spacing.name;
  return [
    ...configured,
    ...published.flatMap((one) => {
      const name = one.variables.voxel_spacing ?? '';
      if (name === spacing.name) return ids.has(one.id) ? [] : itemOf(one, spacing);
      const isOther = isFirst && spacings.every((other) => other.name !== name);
      return isOther ? itemOf(one, createItem('voxel_spacing', name, run)) : [];
    }),
  ];
}

function isImported({ origin, reference }: Item): boolean {
  return reference === null && origin !== 'output';
}

function itemOf({ id, metadataPath: path, metadata }: PublishedItem, spacing: Item): Item[] {
  if (path === null || metadata === null || metadata === 'unreadable') return [];
  return [
    createItem('tomogram', String(id), spacing, { origin: 'output', id, reference: { path, metadata } }),
  ];
}

async function hasAnnotations(spacings: readonly Item[], context: IngestContext): Promise<boolean> {
  for (const spacing of spacings) {
    if ((await context.find('annotation', spacing)).length > 0) return true;
  }
  return false;
}
