import type { Asset } from '../../tree/index.js';
import { type DescribedMrc, voxelSizeAlong } from '../../volume/mrc/index.js';
import type { FrameFile, FrameImage, MrcContext } from '../contexts/index.js';

/** A frame or gain by its name only. */
export function nameFrame({ path, size }: Asset): FrameFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [, extension = ''] = /\.((?:mrc|tif|tiff|eer)\.(?:bz2|gz)|[^.]+)$/i.exec(name) ?? [];
  return { path, size, name, extension: extension.toLowerCase(), value: null, problem: null };
}

/** A MRC frame or gain, from its header. */
export function frameOfMrc(file: Asset, { value }: MrcContext): FrameFile {
  // MRC_UNREADABLE tells the problem already.
  return { ...nameFrame(file), value: value === null ? null : imageOf(value) };
}

function imageOf({ shape: [sections, height, width], fields }: DescribedMrc): FrameImage {
  const [x, y] = [voxelSizeAlong(fields, 'x'), voxelSizeAlong(fields, 'y')];
  const pixelSpacing = x !== null && y !== null && x > 0 && y > 0 ? { x, y } : null;
  const { dmin, dmax, dmean, rms } = fields;
  const statistics = rms > 0 && dmax > dmin ? [dmin, dmax, dmean, rms] : null;
  return { width, height, sections, pixelSpacing, statistics };
}
