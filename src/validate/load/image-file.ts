import { FormatError } from '../../errors/index.js';
import { type Asset, unread } from '../../tree/index.js';
import type { ImageContext, ImageFacts, Located } from '../contexts/index.js';
import { readPictureSize } from '../images/picture-size.js';
import type { UnitLoader } from './unit-loader.js';

const largest = 64 * 1024 * 1024;

/** Format and size of an image; it is decoded whole when voxels are looked at too. */
export async function loadImage(
  loader: UnitLoader,
  file: Asset,
  place: Omit<Located, 'path'>,
  minimum: ImageContext['minimum'],
): Promise<ImageContext> {
  if (!loader.needs('side-car')) return { ...unread(file), ...place, minimum };
  const isDecoded = loader.needs('voxels');
  const content = await loader.reader.content(file, largest, (bytes) =>
    isDecoded ? decodeImage(bytes) : readPictureSize(bytes),
  );
  return { ...content, ...place, minimum };
}

async function decodeImage(bytes: Uint8Array): Promise<ImageFacts> {
  const facts = readPictureSize(bytes);
  if (facts.format !== 'png' && facts.format !== 'jpg') return facts;
  // Loading image-js takes a while, and many trees are checked without decoding pictures.
  const { decode } = await import('image-js');
  try {
    decode(bytes);
  } catch (cause) {
    throw new FormatError('the picture cannot be decoded', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  return facts;
}
