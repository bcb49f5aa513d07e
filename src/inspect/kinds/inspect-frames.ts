import { readTiff } from '../../formats/tiff/index.js';
import type { InspectedFile } from '../inspected-file.js';
import type { FramesFacts } from './volume-facts.js';

/** Frames of an EER movie; its pages are walked, their pixels not read. Fails with a FormatError for a damaged file. */
export async function inspectFrames({ storage, key, path }: InspectedFile): Promise<FramesFacts> {
  const file = await storage.open(key);
  try {
    const { pages, eerFrames, page, declaredFrames } = await readTiff(file, path);
    const frames = eerFrames > 0 ? eerFrames : pages;
    const [height = 0, width = 0] = page.shape;
    const isOther = declaredFrames !== null && declaredFrames !== frames;
    return {
      kind: 'frames',
      shape: [frames, height, width],
      warnings: isOther ? [`its metadata promise ${declaredFrames} frames`] : [],
    };
  } finally {
    await file.close();
  }
}
