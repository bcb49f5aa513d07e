import type { EntityType } from '../entities/index.js';
import type { DirectoryEntity, Layout, SlotName } from '../layout/index.js';
import { entityDirectory, type SlotVariables, slotPath } from '../layout/index.js';
import { ancestor, type Item } from './item.js';

/** The layout variables an item and its parents give. */
export function itemVariables(item: Item): SlotVariables {
  return defined({
    deposition_id: ancestor(item, 'deposition')?.name,
    dataset_id: ancestor(item, 'dataset')?.name,
    run_name: ancestor(item, 'run')?.name,
    voxel_spacing: ancestor(item, 'voxel_spacing')?.name,
    tiltseries_id: identifier(item, 'tiltseries'),
    alignment_id: identifier(item, 'alignment'),
    annotation_id: identifier(item, 'annotation'),
    tomogram_id: identifier(item, 'tomogram'),
  });
}

/** The path of one of an item's slots; `more` adds variables that the item itself does not give. */
export function itemPath(item: Item, slot: SlotName, layout: Layout, more: SlotVariables = {}): string {
  return slotPath(slot, layout, { ...itemVariables(item), ...more });
}

/** The directory in the output that belongs to an item of a type that has one. */
export function itemDirectory(item: Item, layout: Layout): string | null {
  return hasDirectory(item.type) ? entityDirectory(item.type, layout, itemVariables(item)) : null;
}

/** `stem` and `extension` of a source file's name, as the layout's templates want them. */
export function fileVariables(file: string): { stem: string; extension: string } {
  const name = baseName(file);
  const dot = name.lastIndexOf('.');
  return dot <= 0
    ? { stem: name, extension: '' }
    : { stem: name.slice(0, dot), extension: name.slice(dot + 1) };
}

/** The last name of a key. */
export function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}

const withDirectory: ReadonlySet<EntityType> = new Set<DirectoryEntity>([
  'deposition',
  'dataset',
  'run',
  'alignment',
  'tiltseries',
  'voxel_spacing',
  'annotation',
  'tomogram',
]);

function hasDirectory(type: EntityType): type is DirectoryEntity {
  return withDirectory.has(type);
}

function identifier(item: Item, type: EntityType): string | undefined {
  const id = ancestor(item, type)?.id;
  return id === null || id === undefined ? undefined : String(id);
}

function defined(variables: Record<string, string | undefined>): SlotVariables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
