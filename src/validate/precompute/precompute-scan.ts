import { getOrMake } from '../../base/collections.js';
import type { PrecomputedReader } from '../../neuroglancer/precomputed-reader.js';
import { publishedShape } from '../../tree/entities/annotation-shapes.js';
import type { PrecomputeAspect, PrecomputeContext, PrecomputeFacts } from '../contexts/reconstructions.js';
import { mostListed, type ReportedIssue, withMore } from '../finding.js';

/** The bounds of a label, in voxels x, y, z: its first voxel, and the voxel after its last one. */
export interface LabelBounds {
  readonly lower: number[];
  readonly upper: number[];
}

export interface PrecomputeScan {
  readonly context: PrecomputeContext;
  /** Its issues are added to the tally. */
  readonly reader: PrecomputedReader;
  readonly tally: IssueTally;
  /** The bounds of each label in the chunks; empty unless all chunks were decoded. */
  readonly labelBounds: Map<number, LabelBounds>;
  /** True to scan only a few shards, chunks and meshes. */
  readonly isSample: boolean;
}

/** True if a segmentation has voxels; those of meshes have none. */
export function hasVoxels({ shape }: PrecomputeContext): boolean {
  return publishedShape(shape)?.content.kind === 'mask';
}

/** Collects faults of a directory by aspect: keeps the first ones of each and counts the others. */
export class IssueTally {
  readonly #faults = new Map<PrecomputeAspect, { readonly kept: ReportedIssue[]; count: number }>();

  constructor(private readonly directory: string) {}

  add(kind: PrecomputeAspect, inside: string, fault: ReportedIssue): void {
    const found = getOrMake(this.#faults, kind, () => ({ kept: [], count: 0 }));
    found.count += 1;
    if (found.count <= mostListed) found.kept.push({ path: `${this.directory}/${inside}`, ...fault });
  }

  has(kind: PrecomputeAspect): boolean {
    return this.#faults.has(kind);
  }

  finish(): PrecomputeFacts {
    return new Map(
      [...this.#faults].map(([kind, { kept, count }]) => [kind, withMore(kept, count, 'like it')]),
    );
  }
}
