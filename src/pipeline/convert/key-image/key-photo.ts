import { templatesOf } from '../../../entities/index.js';
import { checkPicture, toPng } from '../../../formats/picture/index.js';
import type { PathTemplateName } from '../../../layout/index.js';
import type { Item } from '../../../sources/item.js';
import { fileVariables, itemPath } from '../../../sources/item-paths.js';
import { photoSource, photoStamp } from '../../../sources/photo-source.js';
import type { IngestContext } from '../../context.js';
import type { PlannedOutput } from '../../import-result.js';
import type { DataImporter } from '../../importer.js';
import { fingerprints } from '../../publish/finished-data.js';

/** Path in the output of the picture (PNG) that stands in where none is configured; null when there is none either. */
type StandIn = (item: Item, image: string, context: IngestContext) => Promise<string | null>;

/** Imports items that are one picture each: `snapshot` or `thumbnail`. */
export function keyPhoto(standIn?: StandIn): DataImporter {
  const imageOf = (item: Item) => fileVariables(item.name).stem;
  const standInOf = async (item: Item, context: IngestContext) =>
    (await standIn?.(item, imageOf(item), context)) ?? null;
  const outputs = async (item: Item, context: IngestContext): Promise<PlannedOutput[]> => {
    const source = photoSource(item, context);
    const from = source?.location ?? (await standInOf(item, context));
    if (from === null) return [];
    const { extension } = fileVariables(source?.name ?? from);
    const [template] = templatesOf(item.type) as [PathTemplateName];
    const path = itemPath(item, template, context.options.layout, {
      image: imageOf(item),
      extension: extension.toLowerCase() || 'png',
    });
    return [{ template, path, from, bytes: null }];
  };
  return {
    outputs,
    async check(item, context) {
      const source = photoSource(item, context);
      // Pictures of other hosts are fetched when they are published.
      if (source === null || source.key === null)
        return source === null && (await outputs(item, context)).length === 0
          ? { skipped: true, notes: ['no picture configured'] }
          : {};
      await checkPicture(await source.read(), source.location, context.options.pictures);
      return {};
    },
    async settings(item, context) {
      const { pictures } = context.options;
      if (photoSource(item, context) !== null) {
        const stamp = await photoStamp(item, context);
        return stamp === null ? undefined : { stamp, pictures };
      }
      const [output] = await outputs(item, context);
      return fingerprints(context.output, output?.from == null ? [] : [output.from]);
    },
    async importData(item, context) {
      const source = photoSource(item, context);
      const [output] = await outputs(item, context);
      if (output === undefined) return { bytesWritten: 0, skipped: true, notes: ['no picture configured'] };
      if (source === null) {
        const { output: storage } = context;
        const { bytes: bytesWritten } = await storage.copyFrom(storage, output.from ?? '', output.path);
        return { bytesWritten, notes: [`no picture configured: ${output.from} stands in`] };
      }
      const picture = await source.read();
      const isPng = output.path.endsWith('.png');
      if (!isPng) await checkPicture(picture, source.location, context.options.pictures);
      const bytes = isPng ? await toPng(picture, source.location, context.options.pictures) : picture;
      await context.output.put(output.path, bytes);
      return { bytesWritten: bytes.length };
    },
  };
}
