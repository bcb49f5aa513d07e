import { identityKey, identityOf } from '../entities/index.js';
import type { JsonValue } from '../json/index.js';
import { alignmentPath } from './alignment-path.js';
import { configuredMetadata } from './configured-metadata.js';
import { ancestor, type Item } from './item.js';
import { itemVariables } from './item-paths.js';
import type { SourceContext } from './source-context.js';

const alignmentField = 'alignment_metadata_path';

/** The item in whose output the identifiers of an item's type are unique; null for types without identifiers. */
export function identityContainer(item: Item): Item | null {
  const identity = identityOf(item.type);
  return identity === null ? null : ancestor(item, identity.container);
}

/** What makes an item the same over ingests, as texts. */
export interface ItemKeys {
  /** Its configured metadata, with where it lies and what it is aligned to. */
  readonly key: string;
  /** The same of an item that was published while its alignment could not be. */
  readonly unaligned: string;
}

/** The keys of an item of a type with identifiers. */
export async function itemKeys(item: Item, context: SourceContext): Promise<ItemKeys> {
  const { fields = [] } = identityOf(item.type) ?? {};
  const places: Readonly<Record<string, string | undefined>> = itemVariables(item);
  const values = new Map<string, JsonValue | undefined>();
  for (const field of fields) {
    if (field === alignmentField) values.set(field, await alignmentPath(item, context));
    else values.set(field, places[field] ?? configuredMetadata(item, context)[field]);
  }
  return {
    key: identityKey(fields, (field) => values.get(field)),
    unaligned: identityKey(fields, (field) => (field === alignmentField ? null : values.get(field))),
  };
}
