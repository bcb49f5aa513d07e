import { readPictureFacts } from '../../formats/picture/index.js';
import { type Asset, unread } from '../../tree/index.js';
import type { ImageContext, ImageFacts, Located } from '../contexts/index.js';
import type { UnitLoader } from './unit-loader.js';

const largest = 64 * 1024 * 1024;

/** Format and size of an image; its pixels are looked at where voxels are. */
export async function loadImage(
  loader: UnitLoader,
  file: Asset,
  place: Omit<Located, 'path'>,
  minimum: ImageContext['minimum'],
): Promise<ImageContext> {
  if (!loader.needs('side-car')) return { ...unread(file), ...place, minimum };
  const content = await loader.reader.content(file, largest, async (bytes): Promise<ImageFacts> => {
    const read = loader.scanner?.scanPicture ?? readPictureFacts;
    const { format, size, trailingBytes } = await read(bytes, file.path);
    return { format: format.name, width: size?.width ?? 0, height: size?.height ?? 0, trailingBytes };
  });
  return { ...content, ...place, minimum };
}
