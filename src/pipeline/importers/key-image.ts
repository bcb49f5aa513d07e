import { ancestor, fileVariables, type Item, itemPath } from '../../deposition/item.js';
import { photoSource } from '../../deposition/photo-source.js';
import { type KeyImageName, keyImageNames } from '../../volume/key-image.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { drawKeyImage, fitPicture } from '../key-image/draw-key-image.js';
import { sceneFacts } from '../key-image/read-scene.js';
import { configuredPhoto } from './dataset-key-photo.js';

/**
 * The key images of a tomogram: drawn from its central sections, or made from a deposited picture. A picture that is
 * named like a key image becomes that one only; any other name becomes all four.
 */
export const keyImage: Importer = {
  async outputs(item, context): Promise<PlannedOutput[]> {
    const from = photoSource(item, context)?.location ?? null;
    return imagesOf(item).map((image) => ({ path: imagePath(item, image, context), from, bytes: null }));
  },
  ...configuredPhoto,
  madeFrom: async (item, context) =>
    photoSource(item, context) === null ? sceneFacts(ancestor(item, 'tomogram') ?? item, context) : {},
  async importData(item, context) {
    const source = photoSource(item, context);
    const picture = source === null ? null : await source.read();
    let bytesWritten = 0;
    for (const image of imagesOf(item)) {
      const bytes =
        source === null || picture === null
          ? await draw(image, item, context)
          : await context.kernels.use((kernels) =>
              fitPicture(kernels, image, picture, source.location, context.options.pictures),
            );
      await context.output.put(imagePath(item, image, context), bytes);
      bytesWritten += bytes.length;
    }
    return { bytesWritten };
  },
};

function imagesOf(item: Item): readonly KeyImageName[] {
  const name = fileVariables(item.name).stem;
  const own = keyImageNames.filter((image) => image === name);
  return own.length > 0 ? own : keyImageNames;
}

function imagePath(item: Item, image: KeyImageName, context: IngestContext): string {
  return itemPath(item, 'keyImage', context.options.layout, { image });
}

async function draw(image: KeyImageName, item: Item, context: IngestContext): Promise<Uint8Array> {
  const tomogram = ancestor(item, 'tomogram') ?? item;
  const scene = await context.scene(tomogram);
  return context.kernels.use((kernels) => drawKeyImage(kernels, image, scene));
}
