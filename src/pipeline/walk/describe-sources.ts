import type { Item } from '../../sources/item.js';
import { photoSource } from '../../sources/photo-source.js';
import { storageOf } from '../../sources/source-files.js';
import type { IngestContext } from '../context.js';
import type { ItemRecord } from './events.js';

/** An item's source files as the report lists them, with their sizes where they are plain files. */
export async function describeSources(item: Item, context: IngestContext): Promise<ItemRecord['sources']> {
  const storage = storageOf(item, context);
  const sources: { path: string; bytes: number | null }[] = [];
  for (const file of item.files) {
    sources.push({ path: storage.location(file), bytes: await context.fileSize(item, file) });
  }
  const photo = item.files.length === 0 ? photoSource(item, context) : null;
  return photo === null ? sources : [{ path: photo.location, bytes: null }];
}
