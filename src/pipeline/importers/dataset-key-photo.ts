import { ancestor, fileVariables, type Item, itemPath } from '../../deposition/item.js';
import { photoSource, photoStamp } from '../../deposition/photo-source.js';
import { checkPicture, toPng } from '../../formats/picture/picture-formats.js';
import type { PathTemplateName } from '../../tree/layout/path-templates.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { DataImporter } from '../importer.js';
import { fingerprints } from '../publish/finished-data.js';

/** Functions with which importers take a configured picture. */
export const configuredPhoto: Required<Pick<DataImporter, 'check' | 'settings'>> = {
  async check(item, context) {
    const source = photoSource(item, context);
    // A picture on another host is downloaded only when it is published.
    if (source !== null && source.key !== null)
      await checkPicture(await source.read(), source.location, context.options.pictures);
    return {};
  },
  async settings(item, context) {
    if (photoSource(item, context) === null) return null;
    const stamp = await photoStamp(item, context);
    return stamp === null ? undefined : { stamp, pictures: context.options.pictures };
  },
};

/** The pictures of a dataset: configured ones, else those of its first tomogram. */
export const datasetKeyPhoto = keyPhoto('datasetImage', async (item, image, context) => {
  const dataset = ancestor(item, 'dataset');
  // A dataset that is only referred to keeps its pictures, like its metadata.
  return dataset === null || dataset.entry?.metadata == null ? null : firstKeyImage(dataset, image, context);
});

const nothing = { skipped: true, notes: ['no picture configured'] };

/** Returns the path, in the output, of the PNG picture that is used if none is configured; null if there is none. */
type StandIn = (item: Item, image: string, context: IngestContext) => Promise<string | null>;

/** Returns the importer of entities whose items are one picture each: `snapshot` or `thumbnail`. */
function keyPhoto(template: PathTemplateName, standIn?: StandIn): DataImporter {
  const imageOf = (item: Item) => fileVariables(item.name).stem;
  const outputs = async (item: Item, context: IngestContext): Promise<PlannedOutput[]> => {
    const source = photoSource(item, context);
    const from = source?.location ?? (await standIn?.(item, imageOf(item), context)) ?? null;
    if (from === null) return [];
    const { extension } = fileVariables(source?.name ?? from);
    const path = itemPath(item, template, context.options.layout, {
      image: imageOf(item),
      extension: extension.toLowerCase() || 'png',
    });
    return [{ path, from, bytes: null }];
  };
  return {
    outputs,
    ...configuredPhoto,
    async check(item, context) {
      const isMissing = photoSource(item, context) === null && (await outputs(item, context)).length === 0;
      return isMissing ? nothing : configuredPhoto.check(item, context);
    },
    async madeFrom(item, context) {
      if (photoSource(item, context) !== null) return {};
      const [output] = await outputs(item, context);
      return { key_image: await fingerprints(context.output, output?.from == null ? [] : [output.from]) };
    },
    async importData(item, context) {
      const source = photoSource(item, context);
      const [output] = await outputs(item, context);
      if (output === undefined) return { bytesWritten: 0, ...nothing };
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

/** Returns the path of the key image of the first tomogram of a dataset that has one in the output, or null. */
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

/** The pictures of a deposition. */
export const depositionKeyPhoto = keyPhoto('depositionImage');
