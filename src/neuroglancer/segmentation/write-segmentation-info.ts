import { jsonBytes } from '../json-bytes.js';
import { triple } from '../triple.js';
import type { PieceDirectory } from '../write-pieces.js';
import { formatSegmentProperties } from './segment-properties.js';
import {
  blockLength,
  formatSegmentationInfo,
  type SegmentationInfo,
  segmentationKeys,
} from './segmentation-info.js';

/** Writes the `info` files of a segmentation with meshes, and the names of its labels. Returns the bytes written. */
export async function writeSegmentationInfo(
  grid: Pick<SegmentationInfo, 'size' | 'chunkSize' | 'resolution'>,
  names: ReadonlyMap<number, string>,
  directory: PieceDirectory,
): Promise<number> {
  const blockSize = triple(() => blockLength);
  const info = jsonBytes(
    formatSegmentationInfo({ ...grid, ...segmentationKeys, kind: 'segmentation', blockSize }),
  );
  const properties = jsonBytes(formatSegmentProperties(names));
  await directory.put('info', info);
  await directory.put(`${segmentationKeys.segmentProperties}/info`, properties);
  return info.length + properties.length;
}
