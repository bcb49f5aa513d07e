import { templatesOf } from '../../entities/index.js';
import type { SlotName, SlotVariables } from '../../layout/index.js';
import type { Item } from '../../sources/item.js';
import { itemPath } from '../../sources/item-paths.js';
import { sourceFile } from '../../sources/source-files.js';
import type { IngestContext } from '../context.js';
import type { DataImporter } from '../importer.js';
import { copyOutputs } from '../publish/copy-outputs.js';

/** Layout variables that the source file of an item gives; fails when the file cannot be taken. */
type FileVariables = (key: string, item: Item, context: IngestContext) => SlotVariables;

/** Imports items that are one file each, copied byte for byte to the one path template of their entity. */
export function copiedFile(variables: FileVariables): DataImporter {
  const outputs: DataImporter['outputs'] = async (item, context) => {
    const { key, bytes } = await sourceFile(item, context);
    const [slot] = templatesOf(item.type) as [SlotName];
    const path = itemPath(item, slot, context.options.layout, variables(key, item, context));
    return [{ slot, path, from: key, bytes }];
  };
  return {
    outputs,
    settings: async () => null,
    importData: async (item, context, progress) =>
      copyOutputs(item, await outputs(item, context), context, progress),
  };
}
