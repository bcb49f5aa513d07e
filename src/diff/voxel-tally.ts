import { isSameBytes } from '../base/collections.js';
import { countOf } from '../base/messages.js';
import type { Extent, Offset, SampleFormat, VoxelType } from '../volume/kernels/blocks.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import { type Comparison, mergeComparisons, noComparison } from '../volume/kernels/statistics.js';
import { voxelBytes } from '../volume/kernels/wasm-exports.js';
import { decodeVoxels, isNative, isWide, viewVoxels } from '../volume/samples.js';
import type { Shape } from '../volume/volume.js';
import type { ContentChange, NumberTolerance, Side, Sides } from './change.js';
import { contentChange, isWithin } from './change.js';

/** Kernels and rules for comparing voxels. */
export interface VoxelRules {
  readonly kernels: Kernels;
  readonly tolerance: NumberTolerance;
  /** True for masks, whose labels are counted. */
  readonly isMask: boolean;
}

/** The decoded samples of two blocks, in the same order. */
type SamplePair = Sides<ArrayLike<number>>;

/** A voxel (z, y, x), with its value on each side. */
interface VoxelLocation extends Sides<number> {
  readonly voxel: Shape;
}

/** Adds up comparisons of blocks, and keeps the location of the largest difference. */
class VoxelTally {
  /** The comparison of all blocks so far. */
  sum: Comparison = noComparison;
  #largest: VoxelLocation | null = null;
  #mismatch: VoxelLocation | null = null;

  /** The voxel with the largest |a − b|; if that is undefined everywhere, a voxel that is NaN on one side only. */
  get place(): VoxelLocation | null {
    return this.#largest ?? this.#mismatch;
  }

  /** Adds a block's comparison. `samples` and `voxelOf`, the voxel of a sample, are called only if needed. */
  add(comparison: Comparison, samples: () => SamplePair, voxelOf: (index: number) => Shape): void {
    const before = this.sum.maxAbsolute;
    this.sum = mergeComparisons(this.sum, comparison);
    if (comparison.different === 0) return;
    const placeOf = (index: number): VoxelLocation => {
      const { a, b } = samples();
      return { voxel: voxelOf(index), a: a[index] as number, b: b[index] as number };
    };
    if (comparison.maxAbsoluteIndex >= 0) {
      if (comparison.maxAbsolute > before) this.#largest = placeOf(comparison.maxAbsoluteIndex);
    } else if (this.#largest === null) {
      this.#mismatch ??= placeOf(firstMismatch(samples()));
    }
  }

  /** Adds a block of `count` samples with equal bytes. */
  addSame(count: number): void {
    this.sum = mergeComparisons(this.sum, { ...noComparison, count });
  }
}

function firstMismatch({ a, b }: SamplePair): number {
  for (let index = 0; index < a.length; index++) {
    if (!Object.is(a[index], b[index]) && a[index] !== b[index]) return index;
  }
  return 0;
}

/** The number of voxels with a label on each side, and on both sides. */
interface LabelCounts extends Sides<number> {
  readonly both: number;
}

/** Added to labels to make indices: the smallest int8 label is −128. */
const labelOffset = 128;

/** Counts the labels of masks (int8 or uint16), block by block. */
export class LabelTally {
  readonly #a = new Float64Array(65_536 + labelOffset);
  readonly #b = new Float64Array(65_536 + labelOffset);
  readonly #both = new Float64Array(65_536 + labelOffset);

  #isSame = true;

  add(a: ArrayLike<number>, b: ArrayLike<number>): void {
    for (let index = 0; index < a.length; index++) {
      const left = (a[index] as number) + labelOffset;
      const right = (b[index] as number) + labelOffset;
      (this.#a[left] as number) += 1;
      (this.#b[right] as number) += 1;
      if (left === right) (this.#both[left] as number) += 1;
      else this.#isSame = false;
    }
  }

  /** Returns the change of the whole mask, then of each label; nothing if all labels agree everywhere. */
  findings(at: string): ContentChange[] {
    if (this.#isSame) return [];
    const labels = this.#labels();
    const changed = labels.filter(([, { a, b, both }]) => a !== both || b !== both);
    if (changed.length === 0) return [];
    const sum = (key: keyof LabelCounts) => labels.reduce((total, [, counts]) => total + counts[key], 0);
    const all = { a: sum('a'), b: sum('b'), both: sum('both') };
    const facts = { dice: dice(all), labels: changed.length };
    return [
      contentChange('mask', 'science', at, countOf(all.a, 'voxel'), countOf(all.b, 'voxel'), facts),
      ...changed.map(([label, counts]) => labelChange(`${at}, label ${label}`, counts)),
    ];
  }

  #labels(): [number, LabelCounts][] {
    const labels: [number, LabelCounts][] = [];
    for (const [index, a] of this.#a.entries()) {
      const [b, both] = [this.#b[index] as number, this.#both[index] as number];
      if (index !== labelOffset && (a > 0 || b > 0)) labels.push([index - labelOffset, { a, b, both }]);
    }
    return labels;
  }
}

function labelChange(at: string, counts: LabelCounts): ContentChange {
  const kind = counts.a === 0 ? 'label-added' : counts.b === 0 ? 'label-removed' : 'label-changed';
  const text = (count: number) => (count === 0 ? null : countOf(count, 'voxel'));
  return contentChange(kind, 'science', at, text(counts.a), text(counts.b), { dice: dice(counts) });
}

/** Returns the Dice coefficient 2 |A ∩ B| / (|A| + |B|): 1 for equal masks, 0 for masks without a common voxel. */
function dice({ a, b, both }: LabelCounts): number {
  return a + b === 0 ? 1 : (2 * both) / (a + b);
}

/** Compares two volumes block by block, and adds up the results. */
export function compareBlocks({ kernels, tolerance, isMask }: VoxelRules) {
  const tally = new VoxelTally();
  const labels = isMask ? new LabelTally() : null;
  return { tally, labels, compare, compareWide, compareStored, addSame };

  /** Compares two blocks in kernel memory, without gaps. `voxelOf` returns the voxel of a sample of the block. */
  function compare(a: Offset, b: Offset, count: number, type: VoxelType, voxelOf: (index: number) => Shape) {
    const samples = (): SamplePair => ({ a: view(a, count, type), b: view(b, count, type) });
    tally.add(kernels.compare(a, b, count, type, tolerance), samples, voxelOf);
    if (labels !== null) {
      const { a: left, b: right } = samples();
      labels.add(left, right);
    }
  }

  /** Compares samples of any type. */
  function compareWide(samples: SamplePair, voxelOf: (index: number) => Shape): void {
    tally.add(compareNumbers(samples.a, samples.b, tolerance), () => samples, voxelOf);
    labels?.add(samples.a, samples.b);
  }

  /** Compares rows of two blocks as they are stored, of a type that holds both exactly. */
  function compareStored(
    stored: Sides<Uint8Array>,
    formats: Sides<SampleFormat>,
    extent: Extent,
    type: VoxelType,
    voxelOf: (index: number) => Shape,
  ): void {
    const count = extent.rows * extent.columns;
    const loaded = (side: Side) => load(stored[side], formats[side], extent, type);
    const isSame = isSameFormat(formats) && isSameBytes(stored.a, stored.b);
    kernels.arena.scoped(() => {
      if (isSame) addSame(labels === null ? 0 : loaded('a'), count, type);
      else compare(loaded('a'), loaded('b'), count, type, voxelOf);
    });
  }

  /** Copies stored rows to kernel memory, converts them if necessary, and returns their offset. */
  function load(bytes: Uint8Array, format: SampleFormat, { rows, columns }: Extent, type: VoxelType): Offset {
    const { arena } = kernels;
    const stored = arena.copyIn(bytes);
    if (isNative(format, type)) return stored;
    const rowStride = columns * voxelBytes(type);
    const voxels = arena.allocate(rows * rowStride);
    const source = { offset: stored, rowStride: bytes.length / rows };
    decodeVoxels(kernels, source, { offset: voxels, rowStride }, { rows, columns }, format, type);
    return voxels;
  }

  /** Adds a block that is equal on both sides. Its samples are read only if labels are counted. */
  function addSame(offset: Offset, count: number, type: VoxelType): void {
    tally.addSame(count);
    const samples = labels === null ? [] : view(offset, count, type);
    labels?.add(samples, samples);
  }

  function view(offset: Offset, count: number, type: VoxelType): ArrayLike<number> {
    return viewVoxels(kernels, offset, count, type);
  }
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

function isSameFormat({ a, b }: Sides<SampleFormat>): boolean {
  return (
    a.sampleType === b.sampleType && a.littleEndian === b.littleEndian && a.unsignedBytes === b.unsignedBytes
  );
}

/** Returns the type for comparing two volumes: a kernel's that holds both exactly, or `wide` for doubles. */
export function commonType(a: SampleFormat, b: SampleFormat): VoxelType | 'wide' {
  if (isWide(a.sampleType) || isWide(b.sampleType)) return 'wide';
  for (const type of ['int8', 'uint16'] as const) if (isNative(a, type) && isNative(b, type)) return type;
  return 'float32';
}

/** Returns the change of the voxels of a level; nothing if all are equal. */
export function voxelChanges(tally: VoxelTally, at: string): ContentChange[] {
  const { sum, place } = tally;
  if (sum.different === 0) return [];
  const [kind, severity] =
    sum.beyond > 0 ? (['voxels', 'science'] as const) : (['voxels-within-tolerance', 'storage'] as const);
  const facts = {
    voxels: sum.count,
    different: sum.different,
    beyond: sum.beyond,
    largest: sum.maxAbsolute,
    largestRelative: sum.maxRelative,
    rms: Math.sqrt(sum.sumOfSquares / sum.count),
    nanMismatches: sum.nanMismatches,
    ...(place === null ? {} : { zyx: place.voxel }),
  };
  return [
    contentChange(kind, severity, at, place && showSample(place.a), place && showSample(place.b), facts),
  ];
}

/** Formats a sample with as few digits as its precision (float32 or float64) needs. */
function showSample(value: number): string {
  if (Math.fround(value) !== value) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
