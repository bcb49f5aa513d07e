import type { Asset } from '../../tree/index.js';
import type { FrameFile, FrameImage, MrcContext } from '../contexts/index.js';
import { mrcVoxelSize } from '../mrc/mrc-header.js';

/** A frame or gain by its name only. */
export function nameFrame({ path, size }: Asset): FrameFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [, extension = ''] = /\.((?:mrc|tif|tiff|eer)\.(?:bz2|gz)|[^.]+)$/i.exec(name) ?? [];
  return { path, size, name, extension: extension.toLowerCase(), value: null, problem: null };
}

/** A MRC frame or gain, from its header. */
export function frameOfMrc(file: Asset, { value }: MrcContext): FrameFile {
  const [x, y] = value === null ? [null, null] : [mrcVoxelSize(value, 0), mrcVoxelSize(value, 1)];
  const image: FrameImage | null =
    value === null
      ? null
      : {
          width: value.n[0],
          height: value.n[1],
          sections: value.n[2],
          pixelSpacing: x !== null && y !== null && x > 0 && y > 0 ? { x, y } : null,
        };
  // MRC_UNREADABLE tells the problem already.
  return { ...nameFrame(file), value: image };
}
