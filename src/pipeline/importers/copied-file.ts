import { templatesOf } from '../../entities/index.js';
import type { PathTemplateName, PathVariables } from '../../layout/index.js';
import type { Item } from '../../sources/item.js';
import { itemPath } from '../../sources/item-paths.js';
import { sourceFile } from '../../sources/source-files.js';
import type { IngestContext } from '../context.js';
import { checkReadable } from '../convert/check-readable.js';
import type { DataImporter } from '../importer.js';
import { copyOutputs } from '../publish/copy-outputs.js';

/** Layout variables that the source file of an item gives; fails when the file cannot be taken. */
type FileVariables = (key: string, item: Item, context: IngestContext) => PathVariables;

/** Imports items that are one file each, copied byte for byte to the one path template of their entity. */
export function copiedFile(variables: FileVariables): DataImporter {
  const outputs: DataImporter['outputs'] = async (item, context) => {
    const { key, bytes } = await sourceFile(item, context);
    const [template] = templatesOf(item.type) as [PathTemplateName];
    const path = itemPath(item, template, context.options.layout, variables(key, item, context));
    return [{ template, path, from: key, bytes }];
  };
  return {
    outputs,
    settings: async () => null,
    check: async (item, context) => checkReadable(item, context),
    importData: async (item, context, progress) =>
      copyOutputs(item, await outputs(item, context), context, progress),
  };
}
