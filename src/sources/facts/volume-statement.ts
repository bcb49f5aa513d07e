import { ifReadable } from '../../errors/index.js';
import type { VolumeHeader } from '../../volume/volume.js';
import type { Item } from '../item.js';
import type { Stated } from '../rules/statement.js';
import type { SourceContext } from '../source-context.js';
import { storageOf } from '../source-files.js';

/** The header of the volume that an item was found as; null where it is none, or cannot be read. */
export async function volumeStatement(
  item: Item,
  by: string,
  context: SourceContext,
): Promise<Stated<VolumeHeader> | null> {
  const [key] = item.files;
  if (key === undefined) return null;
  const value = await ifReadable(() => context.volumeHeader(item));
  return value === null ? null : { value, by, path: storageOf(item, context).location(key) };
}
