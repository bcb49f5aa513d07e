import { identityKey, identityOf } from '../entities/index.js';
import type { JsonValue } from '../json/index.js';
import { alignmentPath } from './alignment-path.js';
import { configuredMetadata } from './configured-metadata.js';
import { ancestor, type Item } from './item.js';
import { itemVariables } from './item-paths.js';
import type { SourceContext } from './source-context.js';

/** The item in whose output the identifiers of an item's type are unique; null for types without identifiers. */
export function identityContainer(item: Item): Item | null {
  const identity = identityOf(item.type);
  return identity === null ? null : ancestor(item, identity.container);
}

/** What makes an item the same over ingests: its configured metadata, with where it lies and what it is aligned to. */
export async function itemKey(item: Item, context: SourceContext): Promise<string> {
  const { fields = [] } = identityOf(item.type) ?? {};
  const places: Readonly<Record<string, string | undefined>> = itemVariables(item);
  const values = new Map<string, JsonValue | undefined>();
  for (const field of fields) {
    if (field === 'alignment_metadata_path') values.set(field, await alignmentPath(item, context));
    else values.set(field, places[field] ?? configuredMetadata(item, context)[field]);
  }
  return identityKey(fields, (field) => values.get(field));
}
