import type { EntityType, SectionName } from '../../entities/index.js';
import type { SlotName, SlotVariables } from '../../layout/index.js';
import type { Item } from '../../sources/item.js';
import { itemPath } from '../../sources/item-paths.js';
import { sourceFile } from '../../sources/source-files.js';
import type { IngestContext } from '../context.js';
import type { Entity } from '../importer.js';
import { copyOutputs } from '../publish/copy-outputs.js';

/** What tells one entity that is a single copied file from another. */
export interface CopiedFile {
  readonly type: EntityType;
  readonly section: SectionName;
  readonly slot: SlotName;
  /** Layout variables that the file gives; fails when the file cannot be taken. */
  variables(key: string, item: Item, context: IngestContext): SlotVariables;
}

/** An entity whose items are one file each, copied byte for byte, without metadata or children. */
export function copiedFile({ type, section, slot, variables }: CopiedFile): Entity {
  const outputs: Entity['outputs'] = async (item, context) => {
    const { key, bytes } = await sourceFile(item, context);
    const path = itemPath(item, slot, context.options.layout, variables(key, item, context));
    return [{ slot, path, from: key, bytes }];
  };
  return {
    type,
    section,
    children: [],
    grouping: 'each',
    defaults: [],
    outputs,
    settings: async () => null,
    importData: async (item, context, progress) =>
      copyOutputs(item, await outputs(item, context), context, progress),
  };
}
