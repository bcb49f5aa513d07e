// The entities above and around a run, which have metadata but no data of their own.
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import { type Item, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { baseName, parentKey } from '../../storage/keys.js';
import type { PathTemplateName } from '../../tree/layout/path-templates.js';
import type { IngestContext } from '../context.js';
import type { Importer } from '../importer.js';

/** A deposition, the root of the walk. One without metadata refers to a published one. */
export const deposition: Importer = {
  async metadata(item, context): Promise<JsonObject | null> {
    if (item.entry?.metadata == null) return null;
    return { key_photos: await keyPhotos(item, 'depositionImage', context) };
  },
};

/** A dataset. One without metadata refers to a published one, whose metadata file stays unchanged. */
export const dataset: Importer = {
  async metadata(item, context): Promise<JsonObject | null> {
    if (item.entry?.metadata == null) return null;
    const configured = configuredMetadata(item, context);
    return {
      ...Object.fromEntries(
        Object.entries(notReported).map(([key, block]) => [key, missingOf(block, configured[key])]),
      ),
      key_photos: await keyPhotos(item, 'datasetImage', context),
    };
  },
};

/** Returns the default values that a block of metadata lacks. An empty text counts as missing. */
function missingOf(block: JsonObject, configured: JsonValue | undefined): JsonObject {
  if (!isJsonObject(configured)) return block;
  return Object.fromEntries(Object.entries(block).filter(([key]) => (configured[key] ?? '') === ''));
}

const unreported: JsonObject = { name: 'not_reported', id: 'not_reported' };

/** Metadata that the depositor did not report. */
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

/** A run: one area of a specimen, with everything that was recorded and reconstructed of it. */
export const run: Importer = {
  metadata: async (item) => ({ run_name: item.name }),
};

const photoNames = ['snapshot', 'thumbnail'] as const;
const photoExtensions = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'tif', 'tiff'];

/** Returns the paths of snapshot and thumbnail of a dataset or deposition that exist in the output, else null. */
async function keyPhotos(item: Item, template: PathTemplateName, context: IngestContext) {
  const found: Record<string, JsonValue> = {};
  const pathOf = (image: string, extension: string) =>
    itemPath(item, template, context.options.layout, { image, extension });
  const entries = await context.output.readDirectory(parentKey(pathOf(photoNames[0], 'png')));
  const files = new Set(entries.filter(({ kind }) => kind === 'file').map(({ name }) => name));
  for (const image of photoNames) {
    const paths = photoExtensions.map((extension) => pathOf(image, extension));
    found[image] = paths.find((path) => files.has(baseName(path))) ?? null;
  }
  return found;
}
