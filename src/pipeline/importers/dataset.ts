import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import { ancestor, fileVariables, type Item, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { photoSource, photoStamp } from '../../deposition/photo-source.js';
import { checkPicture, toPng } from '../../formats/picture/picture-formats.js';
import { templatesOf } from '../../tree/entities/entity-type.js';
import type { PathTemplateName } from '../../tree/layout/path-templates.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { DataImporter, Importer } from '../importer.js';
import { fingerprints } from '../publish/finished-data.js';

/** A dataset. One without metadata refers to one that is published, whose metadata file stays as it is. */
export const dataset: Importer = {
  async metadata(item, context): Promise<JsonObject | null> {
    if (item.entry?.metadata == null) return null;
    const configured = configuredMetadata(item, context);
    return {
      ...Object.fromEntries(
        Object.entries(notReported).map(([key, block]) => [key, missingOf(block, configured[key])]),
      ),
      key_photos: await keyPhotos(item, 'dataset_keyphoto', context),
    };
  },
};

/** What a block lacks; an empty text says as little as none. */
function missingOf(block: JsonObject, configured: JsonValue | undefined): JsonObject {
  if (!isJsonObject(configured)) return block;
  return Object.fromEntries(Object.entries(block).filter(([key]) => (configured[key] ?? '') === ''));
}

const unreported: JsonObject = { name: 'not_reported', id: 'not_reported' };

/** What stands where a depositor said nothing. */
const notReported: Readonly<Record<string, JsonObject>> = {
  assay: unreported,
  cell_component: unreported,
  cell_strain: unreported,
  cell_type: unreported,
  development_stage: { name: 'unknown', id: 'unknown' },
  disease: unreported,
  organism: { name: 'not_reported', taxonomy_id: null },
  tissue: unreported,
};

const photoNames = ['snapshot', 'thumbnail'] as const;
const photoExtensions = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'tif', 'tiff'];

/** Paths of the snapshot and thumbnail that the output holds for a dataset or deposition, else null. */
async function keyPhotos(
  item: Item,
  type: 'dataset_keyphoto' | 'deposition_keyphoto',
  context: IngestContext,
): Promise<JsonObject> {
  const found: Record<string, JsonValue> = {};
  const [template] = templatesOf(type) as [PathTemplateName];
  for (const image of photoNames) found[image] = await existingPhoto(item, template, image, context);
  return found;
}

async function existingPhoto(
  item: Item,
  template: PathTemplateName,
  image: string,
  context: IngestContext,
): Promise<string | null> {
  for (const extension of photoExtensions) {
    const path = itemPath(item, template, context.options.layout, { image, extension });
    if ((await context.output.stat(path)) !== null) return path;
  }
  return null;
}

/** A deposition: the root of the walk. One without metadata only refers to one that is published. */
export const deposition: Importer = {
  async metadata(item, context): Promise<JsonObject | null> {
    if (item.entry?.metadata == null) return null;
    return { key_photos: await keyPhotos(item, 'deposition_keyphoto', context) };
  },
};

/** A run: one area of a specimen, with all that was recorded and reconstructed of it. */
export const run: Importer = {
  metadata: async (item) => ({ run_name: item.name }),
};

/** The pictures that stand for a dataset: those configured, else its first tomogram's. */
export const datasetKeyPhoto = keyPhoto(async (item, image, context) => {
  const dataset = ancestor(item, 'dataset');
  // A dataset that is only referred to keeps its pictures as it keeps its metadata.
  return dataset === null || dataset.entry?.metadata == null ? null : firstKeyImage(dataset, image, context);
});

/** Path in the output of the picture (PNG) that stands in where none is configured; null when there is none either. */
type StandIn = (item: Item, image: string, context: IngestContext) => Promise<string | null>;

/** Imports items that are one picture each: `snapshot` or `thumbnail`. */
function keyPhoto(standIn?: StandIn): DataImporter {
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

/** Path of a key image of the first tomogram of a dataset that has it in the output; null when none has. */
async function firstKeyImage(dataset: Item, image: string, context: IngestContext): Promise<string | null> {
  for (const run of await context.find('run', dataset)) {
    for (const spacing of await context.find('voxel_spacing', run)) {
      for (const tomogram of await context.find('tomogram', spacing)) {
        const path = itemPath(tomogram, 'keyImage', context.options.layout, { image });
        if ((await context.output.stat(path)) !== null) return path;
      }
    }
  }
  return null;
}

/** The pictures that stand for a deposition. */
export const depositionKeyPhoto = keyPhoto();
