import { countOf } from '../../errors/index.js';
import type { ContentChange } from '../change.js';

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
