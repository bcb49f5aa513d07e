import { readTiff } from '../../formats/tiff/index.js';
import type { Asset, TreeReader } from '../../tree/index.js';
import type { FrameFile, FrameImage } from '../contexts/index.js';
import { nameFrame } from './frame-file.js';

const tiffExtensions = new Set(['tif', 'tiff', 'eer', 'gain']);

/** A frame or gain that is not an MRC: TIFF and its kin from their page directories, others by their name only. */
export async function loadFrameImage(reader: TreeReader, file: Asset): Promise<FrameFile> {
  const named = nameFrame(file);
  if (!tiffExtensions.has(named.extension)) return named;
  const content = await reader.opened(file, async (bytes): Promise<FrameImage> => {
    const { page, pages, eerFrames } = await readTiff(bytes, file.path);
    const [height = 0, width = 0] = page.shape;
    return {
      width,
      height,
      sections: eerFrames > 0 ? eerFrames : pages,
      pixelSpacing: null,
      statistics: null,
    };
  });
  return { ...named, ...content };
}
