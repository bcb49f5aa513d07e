import { type JsonValue, numberAt } from '../../json/index.js';
import { configuredMetadata } from '../configured-metadata.js';
import type { Item } from '../item.js';
import type { Stated } from '../rules/statement.js';
import type { SourceContext } from '../source-context.js';

/** What the configuration says of an item below a key of its metadata; null where it says nothing that `read` takes. */
export function configured<Value>(
  item: Item,
  key: string,
  context: SourceContext,
  read: (metadata: JsonValue) => Value | null,
): Stated<Value> | null {
  if (item.entry === null) return null;
  const value = read(configuredMetadata(item, context));
  if (value === null) return null;
  const { file, line, keyPath } = item.entry.location;
  return {
    value,
    by: `${key} of the configuration`,
    path: file,
    line,
    keyPath: `${keyPath}.metadata.${key}`,
  };
}

/** A number above zero, below a key; null where there is none. */
export function configuredLength(item: Item, key: string, context: SourceContext): Stated<number> | null {
  return configured(item, key, context, (metadata) => {
    const value = numberAt(metadata, key);
    return value !== null && value > 0 ? value : null;
  });
}
