import pLimit from 'p-limit';
import { documentAt, metadataTemplate } from '../../entities/index.js';
import type { JsonObject } from '../../json/index.js';
import { ancestor, type Item } from '../../sources/item.js';
import { referencesOf, withoutReferences } from '../../tree/index.js';
import type { IngestContext } from '../context.js';

/** A run has many frames, and a bucket takes its time for each. */
const lookedAtAtATime = 8;

/**
 * Metadata of an item that name only what the output holds: null stands for the path of a picture, a viewer configuration or an
 * alignment, say, that was not made.
 */
export async function namingWhatIsThere(
  item: Item,
  metadata: JsonObject,
  context: IngestContext,
): Promise<JsonObject> {
  const template = metadataTemplate(item.type);
  const kind = template === null ? undefined : documentAt(template)?.kind;
  if (kind === undefined) return metadata;
  const dataset = ancestor(item, 'dataset')?.name ?? null;
  const targets = new Set(referencesOf(kind, metadata, dataset).map(({ target }) => target));
  const limit = pLimit(lookedAtAtATime);
  const missing = new Set<string>();
  await Promise.all(
    [...targets].map((target) =>
      limit(async () => {
        if ((await context.output.kind(target)) === null) missing.add(target);
      }),
    ),
  );
  return missing.size === 0
    ? metadata
    : withoutReferences(kind, metadata, dataset, (target) => missing.has(target));
}
