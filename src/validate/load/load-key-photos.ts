import { metadataTemplate, templatesOf } from '../../entities/index.js';
import type { ImageContext, JsonContext } from '../contexts/index.js';
import { loadImage } from './image-file.js';
import type { UnitLoader } from './unit-loader.js';

const photoMinimum = { width: 50, height: 50 };

/** The metadata file and the key photos that lie in the directory of a dataset or deposition. */
export async function loadKeyPhotos(
  loader: UnitLoader,
  type: 'dataset' | 'deposition',
): Promise<{ metadata: JsonContext | null; images: ImageContext[] }> {
  const photos = `${type}_keyphoto` as const;
  const images: ImageContext[] = [];
  for (const file of templatesOf(photos).flatMap((template) => loader.assets.of(template))) {
    images.push(await loadImage(loader, file, loader.place(photos), photoMinimum));
  }
  const template = metadataTemplate(type);
  return { metadata: template === null ? null : await loader.json(template), images };
}
