import { countOf } from '../base/messages.js';
import type { Offset, SampleFormat, VoxelType } from '../volume/kernels/blocks.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import { type Comparison, mergeComparisons, noComparison } from '../volume/kernels/statistics.js';
import { isNative, isWide, viewVoxels } from '../volume/samples.js';
import type { Shape } from '../volume/volume.js';
import type { ContentChange, NumberTolerance } from './change.js';

/** What voxels are compared with and how. */
export interface VoxelRules {
  readonly kernels: Kernels;
  readonly tolerance: NumberTolerance;
  /** Whether the volume is a mask, whose labels are counted. */
  readonly isMask: boolean;
}

/** Samples of two blocks, decoded, in the same order. */
interface SamplePair {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
}

/** A voxel and what either side holds there. */
interface VoxelLocation {
  readonly voxel: Shape;
  readonly a: number;
  readonly b: number;
}

/** Sums up comparisons block by block, and keeps where the largest difference is. */
class VoxelTally {
  #sum: Comparison = noComparison;
  #largest: VoxelLocation | null = null;
  #mismatch: VoxelLocation | null = null;

  get sum(): Comparison {
    return this.#sum;
  }

  /** Where |a − b| is largest; where that is nowhere defined, a voxel that is a number on one side only. */
  get place(): VoxelLocation | null {
    return this.#largest ?? this.#mismatch;
  }

  /** `samples` gives the block's samples again, `voxelOf` the voxel of a sample; both only when they are needed. */
  add(comparison: Comparison, samples: () => SamplePair, voxelOf: (index: number) => Shape): void {
    const before = this.#sum.maxAbsolute;
    this.#sum = mergeComparisons(this.#sum, comparison);
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

  /** A block of this many samples that are alike to the last bit. */
  addSame(count: number): void {
    this.#sum = mergeComparisons(this.#sum, { ...noComparison, count });
  }
}

function firstMismatch({ a, b }: SamplePair): number {
  for (let index = 0; index < a.length; index++) {
    if (!Object.is(a[index], b[index]) && a[index] !== b[index]) return index;
  }
  return 0;
}

/** Voxels of each label on either side, and those that have it on both. */
interface LabelCounts {
  a: number;
  b: number;
  both: number;
}

const labelOffset = 128;

/** Counts the labels of masks, int8 or uint16, block by block. */
export class LabelTally {
  readonly #a = new Float64Array(65_536 + labelOffset);
  readonly #b = new Float64Array(65_536 + labelOffset);
  readonly #both = new Float64Array(65_536 + labelOffset);

  add(a: ArrayLike<number>, b: ArrayLike<number>): void {
    for (let index = 0; index < a.length; index++) {
      const left = (a[index] as number) + labelOffset;
      const right = (b[index] as number) + labelOffset;
      (this.#a[left] as number) += 1;
      (this.#b[right] as number) += 1;
      if (left === right) (this.#both[left] as number) += 1;
    }
  }

  /** The change of the mask as a whole, then of each label; none when all labels agree everywhere. */
  findings(at: string): ContentChange[] {
    const changed = this.#labels().filter(([, { a, b, both }]) => a !== both || b !== both);
    if (changed.length === 0) return [];
    const all = this.#sum();
    return [
      {
        kind: 'mask',
        severity: 'science',
        at,
        a: countOf(all.a, 'voxel'),
        b: countOf(all.b, 'voxel'),
        facts: { dice: dice(all), labels: changed.length },
      },
      ...changed.map(([label, counts]): ContentChange => labelChange(`${at}, label ${label}`, counts)),
    ];
  }

  #labels(): [number, LabelCounts][] {
    const labels: [number, LabelCounts][] = [];
    for (let index = 0; index < this.#a.length; index++) {
      const counts = {
        a: this.#a[index] as number,
        b: this.#b[index] as number,
        both: this.#both[index] as number,
      };
      if (index !== labelOffset && (counts.a > 0 || counts.b > 0)) labels.push([index - labelOffset, counts]);
    }
    return labels;
  }

  #sum(): LabelCounts {
    const sum = { a: 0, b: 0, both: 0 };
    for (const [, { a, b, both }] of this.#labels()) {
      sum.a += a;
      sum.b += b;
      sum.both += both;
    }
    return sum;
  }
}

function labelChange(at: string, counts: LabelCounts): ContentChange {
  const kind = counts.a === 0 ? 'label-added' : counts.b === 0 ? 'label-removed' : 'label-changed';
  return {
    kind,
    severity: 'science',
    at,
    a: counts.a === 0 ? null : countOf(counts.a, 'voxel'),
    b: counts.b === 0 ? null : countOf(counts.b, 'voxel'),
    facts: { dice: dice(counts) },
  };
}

/** 2 |A ∩ B| / (|A| + |B|): 1 where two masks are the same, 0 where they share nothing. */
function dice({ a, b, both }: LabelCounts): number {
  return a + b === 0 ? 1 : (2 * both) / (a + b);
}

/** Compares blocks of two volumes one after the other and keeps the sums. */
export class BlockComparison {
  readonly tally = new VoxelTally();
  readonly labels: LabelTally | null;
  readonly #kernels: Kernels;
  readonly #tolerance: NumberTolerance;

  constructor({ kernels, tolerance, isMask }: VoxelRules) {
    this.#kernels = kernels;
    this.#tolerance = tolerance;
    this.labels = isMask ? new LabelTally() : null;
  }

  /** Two blocks in kernel memory, without gaps. `voxelOf` gives the voxel of a sample of the block. */
  compare(a: Offset, b: Offset, count: number, type: VoxelType, voxelOf: (index: number) => Shape): void {
    const samples = (): SamplePair => ({ a: this.#view(a, count, type), b: this.#view(b, count, type) });
    this.tally.add(this.#kernels.compare(a, b, count, type, this.#tolerance), samples, voxelOf);
    if (this.labels !== null) {
      const { a: left, b: right } = samples();
      this.labels.add(left, right);
    }
  }

  /** A block that is the same on both sides; it is only looked at when labels are counted. */
  addSame(offset: Offset, count: number, type: VoxelType): void {
    this.tally.addSame(count);
    const view = this.labels === null ? [] : this.#view(offset, count, type);
    this.labels?.add(view, view);
  }

  #view(offset: Offset, count: number, type: VoxelType): ArrayLike<number> {
    return viewVoxels(this.#kernels, offset, count, type);
  }
}

/** What two volumes are compared as: a type of the kernels that holds both exactly, or `wide` for double precision. */
export function commonType(a: SampleFormat, b: SampleFormat): VoxelType | 'wide' {
  if (isWide(a.sampleType) || isWide(b.sampleType)) return 'wide';
  for (const type of ['int8', 'uint16'] as const) if (isNative(a, type) && isNative(b, type)) return type;
  return 'float32';
}

/** The change of one level's voxels; none when they are all alike. */
export function voxelChanges(tally: VoxelTally, at: string): ContentChange[] {
  const { sum, place } = tally;
  if (sum.different === 0) return [];
  const isBeyond = sum.beyond > 0;
  return [
    {
      kind: isBeyond ? 'voxels' : 'voxels-within-tolerance',
      severity: isBeyond ? 'science' : 'storage',
      at,
      a: place === null ? null : showSample(place.a),
      b: place === null ? null : showSample(place.b),
      facts: {
        voxels: sum.count,
        different: sum.different,
        beyond: sum.beyond,
        largest: sum.maxAbsolute,
        largestRelative: sum.maxRelative,
        rms: Math.sqrt(sum.sumOfSquares / sum.count),
        nanMismatches: sum.nanMismatches,
        ...(place === null ? {} : { zyx: place.voxel }),
      },
    },
  ];
}

/** A sample as short as it can be told from others of its precision. */
function showSample(value: number): string {
  if (Math.fround(value) !== value) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
