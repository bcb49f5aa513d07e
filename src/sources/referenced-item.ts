import type { ConfigEntry, ConfigSource } from '../config/index.js';
import type { EntityType } from '../entities/index.js';
import type { JsonObject } from '../json/index.js';
import type { Found } from './finders/found.js';
import { createItem, type Item } from './item.js';
import { baseName } from './item-paths.js';

/**
 * An item that a finder gave as a metadata file of the output, `…/Alignments/100/alignment_metadata.json`:
 * its identifier is its directory's name, its files are those that the metadata name.
 */
export function referencedItem(
  type: EntityType,
  reference: { readonly path: string; readonly metadata: JsonObject },
  at: {
    readonly entry: ConfigEntry;
    readonly source: ConfigSource;
    readonly parent: Item | null;
    readonly found: Found;
  },
): Item {
  const directory = reference.path.split('/').at(-2) ?? '';
  const name = nameFromMetadata(reference.metadata) ?? at.found.name;
  return createItem(type, name, at.parent, {
    origin: at.found.origin,
    files: filesFromMetadata(reference.metadata),
    entry: at.entry,
    source: at.source,
    id: /^\d+$/.test(directory) ? Number(directory) : null,
    reference,
  });
}

function nameFromMetadata({ omezarr_dir: zarr }: JsonObject): string | null {
  return typeof zarr === 'string' ? baseName(zarr).replace(/\.zarr$/, '') : null;
}

function filesFromMetadata({ files, omezarr_dir: zarr }: JsonObject): string[] {
  if (Array.isArray(files)) return files.filter((file): file is string => typeof file === 'string');
  return typeof zarr === 'string' ? [zarr] : [];
}
