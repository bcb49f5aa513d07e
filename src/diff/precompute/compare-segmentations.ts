import type { PrecomputedReader } from '../../neuroglancer/read/index.js';
import {
  BoxReader,
  chunkExtents,
  LabelComparison,
  type SegmentationInfo,
} from '../../neuroglancer/segmentation/index.js';
import type { ContentChange, Sides } from '../change.js';
import { readBoth } from '../unreadable.js';
import { LabelTally } from '../volume/index.js';

/** Voxels along an axis that are compared together. */
const blockLength = 256;
/** Labels beyond this are compared, but not counted one by one. */
const largestLabel = 65_535;

/** Changes between the voxels of two segmentations of one size; one without any has none. */
export async function compareSegmentations(
  sides: Sides<PrecomputedReader>,
  infos: Sides<SegmentationInfo>,
): Promise<ContentChange[]> {
  if (infos.a.size.join() !== infos.b.size.join()) return [];
  const hasVoxels = (side: 'a' | 'b') => sides[side].namesBelow(infos[side].key).length > 0;
  if (!hasVoxels('a') && !hasVoxels('b')) return [];
  const readers = { a: new BoxReader(sides.a, infos.a), b: new BoxReader(sides.b, infos.b) };
  const { size } = infos.a;
  const tally = new LabelTally();
  const comparison = new LabelComparison(size);
  const grid = { size, chunkSize: [blockLength, blockLength, blockLength] } as const;
  for (const { from, to } of chunkExtents(grid)) {
    const blocks = await readBoth((side) => readers[side].read(from, to));
    comparison.add({ labels: blocks.a, from, to }, blocks.b);
    if (comparison.largest <= largestLabel) tally.add(blocks.a, blocks.b);
  }
  const { first, different, largest } = comparison;
  if (first === null) return [];
  return [
    {
      kind: 'segment-voxels',
      severity: 'science',
      at: 'data',
      a: `${first.a}`,
      b: `${first.b}`,
      facts: { voxels: size[0] * size[1] * size[2], different, zyx: first.zyx },
    },
    ...(largest <= largestLabel ? tally.findings('data') : []),
  ];
}
