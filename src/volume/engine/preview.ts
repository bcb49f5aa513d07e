import type { Region } from '../chunk-grid.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Shape } from '../volume.js';
import { type PyramidPlan, type Unit, unitAtLevel } from './pyramid-plan.js';
import type { LevelBuffer, PreviewRequest, UnitPreview, VolumePreview } from './volume-job.js';

/** Combines the previews of units, in the order in which units are walked, into that of the volume. */
export class PreviewCollector {
  readonly #plan: PyramidPlan;
  readonly #request: PreviewRequest;
  readonly #sums: Float32Array | null;
  readonly #values: Float64Array | null;
  #hasCoarsest = false;

  constructor(plan: PyramidPlan, request: PreviewRequest) {
    this.#plan = plan;
    this.#request = request;
    const [, height, width] = this.#finest;
    this.#sums = request.slab === null ? null : new Float32Array(height * width);
    this.#values =
      request.coarsest === null
        ? null
        : new Float64Array(
            Math.ceil(samplesOf(this.#coarsest, request.coarsest.sections) / request.coarsest.step),
          );
  }

  /** Adds the preview of the next unit. */
  add(unit: Unit, preview: UnitPreview | null): void {
    if (preview?.slab != null) this.#sum(unit, preview.slab.voxels);
    if (preview?.coarsest == null) return;
    this.#hasCoarsest = true;
    this.#take(unitAtLevel(unit, this.#plan.levels.length - 1, this.#plan.facts.binsZ), preview.coarsest);
  }

  /** Returns the preview of the volume, once all units are added. */
  finish(): VolumePreview {
    const [, height, width] = this.#finest;
    return {
      shape: this.#finest,
      slab: this.#sums === null ? null : { width, height, sums: this.#sums },
      coarsest:
        this.#values === null || !this.#hasCoarsest ? null : { shape: this.#coarsest, values: this.#values },
    };
  }

  get #finest(): Shape {
    return this.#plan.levels[0]?.shape ?? [0, 0, 0];
  }

  get #coarsest(): Shape {
    return this.#plan.levels.at(-1)?.shape ?? [0, 0, 0];
  }

  /** Adds a unit to the slab. Units of a column follow each other along z, so sums are made in z order. */
  #sum({ origin: [, y, x], extent: [, rows, columns] }: Unit, voxels: Float32Array): void {
    const sums = this.#sums as Float32Array;
    const width = this.#finest[2];
    for (let at = 0; at < voxels.length; ) {
      for (let row = 0; row < rows; row++) {
        let to = (y + row) * width + x;
        for (const end = at + columns; at < end; at++, to++) {
          sums[to] = (sums[to] as number) + (voxels[at] as number);
        }
      }
    }
  }

  #take({ origin, extent: [planes, rows, columns] }: Region, voxels: Float32Array): void {
    const { sections, step } = this.#request.coarsest as NonNullable<PreviewRequest['coarsest']>;
    const values = this.#values as Float64Array;
    const [, height, width] = this.#coarsest;
    for (let plane = 0; plane < planes; plane++) {
      const z = origin[0] + plane;
      if (z < sections.from || z >= sections.to) continue;
      for (let row = 0; row < rows; row++) {
        const start = ((z - sections.from) * height + origin[1] + row) * width + origin[2];
        const at = (plane * rows + row) * columns;
        for (let next = Math.ceil(start / step) * step; next < start + columns; next += step) {
          values[next / step] = voxels[at + next - start] as number;
        }
      }
    }
  }
}

function samplesOf([, height, width]: Shape, { from, to }: { readonly from: number; readonly to: number }) {
  return (to - from) * height * width;
}

/** Returns the share of a unit of float32 voxels in a preview, copied from kernel memory; null if it has none. */
export function previewOfUnit(
  kernels: Kernels,
  levels: readonly LevelBuffer[],
  unit: Unit,
  request: PreviewRequest,
): UnitPreview | null {
  const { origin, extent } = unit;
  const from = Math.max(origin[0], request.slab?.from ?? 0);
  const to = Math.min(origin[0] + extent[0], request.slab?.to ?? 0);
  const [finest, last] = [levels[0], levels.at(-1)];
  const slab =
    finest === undefined || from >= to
      ? null
      : {
          z: from,
          voxels: copyPlanes(kernels, finest, from - origin[0], [to - from, extent[1], extent[2]]),
        };
  // Without an OME-Zarr, levels above 0 have no buffer.
  const hasCoarsest = request.coarsest !== null && last !== undefined && last.offset !== 0;
  const coarsest = hasCoarsest
    ? copyPlanes(kernels, last, 0, unitAtLevel(unit, levels.length - 1, true).extent)
    : null;
  return slab === null && coarsest === null ? null : { slab, coarsest };
}

function copyPlanes(
  { arena }: Kernels,
  { offset, rowStride, planeStride }: LevelBuffer,
  first: number,
  [planes, rows, columns]: readonly [number, number, number],
): Float32Array<ArrayBuffer> {
  const copied = new Float32Array(planes * rows * columns);
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < rows; row++) {
      const start = offset + (first + plane) * planeStride + row * rowStride;
      copied.set(arena.float32(start, columns), (plane * rows + row) * columns);
    }
  }
  return copied;
}
