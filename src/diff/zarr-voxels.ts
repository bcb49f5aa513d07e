import { isSameBytes } from '../base/collections.js';
import { type ChunkLocation, chunksOf, isSameShape, voxelCount, voxelIn } from '../volume/chunk-grid.js';
import type { Offset, VoxelType } from '../volume/kernels/blocks.js';
import { type Comparison, noComparison } from '../volume/kernels/statistics.js';
import { isNative, toNumbers } from '../volume/samples.js';
import type { Shape } from '../volume/volume.js';
import { regionReader, type ZarrArray } from '../volume/zarr/zarr-array.js';
import { isWithin, type NumberTolerance, type Side, type Sides } from './change.js';
import { readBoth, readSide } from './unreadable.js';
import { type BlockComparison, commonType, compareBlocks, type VoxelRules } from './voxel-tally.js';

/** Compares samples of arrays of equal shape, in any chunks and codecs. Fails with UnreadableSides. */
export async function compareZarrVoxels(
  arrays: Sides<ZarrArray>,
  rules: VoxelRules,
): Promise<{ readonly blocks: BlockComparison; readonly emptyChunks: Sides<number> }> {
  const [a, b] = [arrays.a.metadata.format, arrays.b.metadata.format];
  const type = commonType(a, b);
  const isDirect =
    type !== 'wide' && isSameShape(arrays.a.chunk, arrays.b.chunk) && isNative(a, type) && isNative(b, type);
  return isDirect ? compareDirectly(arrays, rules, type) : compareGathered(arrays, rules, type);
}

/** Compares chunk with chunk in kernel memory. Both arrays need the same chunk shape and samples without decoding. */
async function compareDirectly(arrays: Sides<ZarrArray>, rules: VoxelRules, type: VoxelType) {
  const { a, b } = arrays;
  const { kernels } = rules;
  const blocks = compareBlocks(rules);
  /** For each side, the chunks that it omits and the other side stores, filled with the fill value. */
  const emptyChunks = { a: 0, b: 0 };
  const { arena } = kernels;
  const compareChunk = async (location: ChunkLocation, targets: Sides<Offset>) => {
    const stored = await readBoth((side) => arrays[side].fetch(location.index));
    const count = voxelCount(location.extent);
    const voxelOf = (index: number) => voxelIn(location, index);
    if (isSameChunk(arrays, stored)) {
      if (blocks.labels === null) {
        blocks.addSame(0, count, type);
        return;
      }
      // Labels are counted on either side: once, and without padding.
      await readSide('a', () => a.unpack(stored.a, location, kernels, targets.a, false));
      blocks.compare(targets.a, targets.a, count, type, voxelOf);
      return;
    }
    await readBoth((side) => arrays[side].unpack(stored[side], location, kernels, targets[side]));
    const before = blocks.tally.sum.different;
    blocks.compare(targets.a, targets.b, count, type, voxelOf);
    if ((stored.a === null) === (stored.b === null) || blocks.tally.sum.different > before) return;
    emptyChunks[stored.a === null ? 'a' : 'b'] += 1;
  };
  await arena.scopedAsync(async () => {
    const targets = { a: arena.allocate(a.unpackedBytes), b: arena.allocate(b.unpackedBytes) };
    for (const location of chunksOf(a.shape, a.chunk)) await compareChunk(location, targets);
  });
  return { blocks, emptyChunks };
}

/** True if two chunks are known to be equal before they are decoded. */
function isSameChunk(arrays: Sides<ZarrArray>, { a, b }: Sides<Uint8Array | null>): boolean {
  const [left, right] = [arrays.a.metadata, arrays.b.metadata];
  if (a === null || b === null) return a === b && Object.is(left.fillValue, right.fillValue);
  const isSameCodec = left.compressor?.id === right.compressor?.id;
  return isSameCodec && left.storedAxes.join() === right.storedAxes.join() && isSameBytes(a, b);
}

/** Compares region by region, for arrays with different chunk shapes or sample types. */
async function compareGathered(arrays: Sides<ZarrArray>, rules: VoxelRules, type: VoxelType | 'wide') {
  const { kernels, tolerance } = rules;
  const { a, b } = arrays;
  const formats = { a: a.metadata.format, b: b.metadata.format };
  const blocks = compareBlocks(rules);
  const readers = { a: regionReader(kernels, a), b: regionReader(kernels, b) };
  for (const location of chunksOf(a.shape, smallerChunk(a.chunk, b.chunk))) {
    const columns = voxelCount(location.extent);
    const stored = {
      a: await readSide('a', () => readers.a(location)),
      b: await readSide('b', () => readers.b(location)),
    };
    const voxelOf = (index: number) => voxelIn(location, index);
    if (type === 'wide') {
      const numbers = (side: Side) => toNumbers(kernels, stored[side], columns, formats[side]);
      const samples = { a: numbers('a'), b: numbers('b') };
      blocks.tally.add(compareNumbers(samples.a, samples.b, tolerance), () => samples, voxelOf);
      blocks.labels?.add(samples.a, samples.b);
    } else {
      blocks.compareStored(stored, formats, { rows: 1, columns }, type, voxelOf);
    }
  }
  return { blocks, emptyChunks: { a: 0, b: 0 } };
}

/** Returns the smaller of two chunk shapes, which does not depend on their order. */
function smallerChunk(a: Shape, b: Shape): Shape {
  const order = voxelCount(a) - voxelCount(b) || a[0] - b[0] || a[1] - b[1];
  return order <= 0 ? a : b;
}

/** Compares samples in double precision, as the kernel does for its types. */
function compareNumbers(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: NumberTolerance): Comparison {
  const sum = { ...noComparison, count: a.length };
  for (let index = 0; index < a.length; index++) {
    const [p, q] = [a[index] as number, b[index] as number];
    if (p === q || (Number.isNaN(p) && Number.isNaN(q))) continue;
    sum.different += 1;
    if (!isWithin(p, q, tolerance)) sum.beyond += 1;
    if (Number.isNaN(p) || Number.isNaN(q)) sum.nanMismatches += 1;
    const distance = Math.abs(p - q);
    if (!Number.isFinite(distance)) continue;
    if (distance > sum.maxAbsolute) {
      sum.maxAbsolute = distance;
      sum.maxAbsoluteIndex = index;
    }
    sum.maxRelative = Math.max(sum.maxRelative, distance / Math.max(Math.abs(p), Math.abs(q)));
    sum.sumOfSquares += distance * distance;
  }
  return sum;
}
