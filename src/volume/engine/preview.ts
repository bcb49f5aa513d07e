import { type Region, voxelCount } from '../chunk-grid.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Shape } from '../volume.js';
import { type PyramidPlan, type Unit, unitAtLevel } from './pyramid-plan.js';
import { copyBox } from './unit-buffers.js';
import type { LevelBuffer, PreviewRequest, UnitPreview, VolumePreview } from './volume-job.js';

/** Combines the previews of units, in the order in which units are walked, into that of the volume. */
export function collectPreview(plan: PyramidPlan, request: PreviewRequest) {
  const finest: Shape = plan.levels[0]?.shape ?? [0, 0, 0];
  const coarsest: Shape = plan.levels.at(-1)?.shape ?? [0, 0, 0];
  const [, height, width] = finest;
  const sums = request.slab === null ? null : new Float32Array(height * width);
  const wanted = request.coarsest;
  const area = coarsest[1] * coarsest[2];
  const samples = wanted === null ? 0 : (wanted.sections.to - wanted.sections.from) * area;
  const values = wanted && new Float64Array(Math.ceil(samples / wanted.step));
  let hasCoarsest = false;
  return {
    /** Adds the preview of the next unit. */
    add(unit: Unit, preview: UnitPreview | null): void {
      if (preview?.slab != null && sums !== null) addToSlab(sums, width, unit, preview.slab);
      if (preview?.coarsest == null) return;
      hasCoarsest = true;
      const region = unitAtLevel(unit, plan.levels.length - 1, plan.facts.binsZ);
      if (wanted !== null && values !== null) takeValues(values, coarsest, wanted, region, preview.coarsest);
    },
    /** Returns the preview of the volume, once all units are added. */
    finish: (): VolumePreview => ({
      shape: finest,
      slab: sums && { width, height, sums },
      coarsest: values === null || !hasCoarsest ? null : { shape: coarsest, values },
    }),
  };
}

/** Adds a unit to the slab. Units of a column follow each other along z, so sums are made in z order. */
function addToSlab(
  sums: Float32Array,
  width: number,
  { origin: [, y, x], extent: [, rows, columns] }: Unit,
  voxels: Float32Array,
): void {
  for (let at = 0; at < voxels.length; ) {
    for (let row = 0; row < rows; row++) {
      let to = (y + row) * width + x;
      for (const end = at + columns; at < end; at++, to++) {
        sums[to] = (sums[to] as number) + (voxels[at] as number);
      }
    }
  }
}

/** Takes the wanted values from a region of the coarsest level, of a volume of this shape. */
function takeValues(
  values: Float64Array,
  [, height, width]: Shape,
  { sections, step }: NonNullable<PreviewRequest['coarsest']>,
  { origin, extent: [planes, rows, columns] }: Region,
  voxels: Float32Array,
): void {
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
  const copy = (level: LevelBuffer, box: Region) => {
    const copied = new Float32Array(voxelCount(box.extent));
    copyBox(kernels, level, copied.BYTES_PER_ELEMENT, box, new Uint8Array(copied.buffer));
    return copied;
  };
  const box: Region = { origin: [from - origin[0], 0, 0], extent: [to - from, extent[1], extent[2]] };
  const slab = finest === undefined || from >= to ? null : copy(finest, box);
  // Without an OME-Zarr, levels above 0 have no buffer.
  const hasCoarsest = request.coarsest !== null && last !== undefined && last.offset !== 0;
  const whole = unitAtLevel(unit, levels.length - 1, true).extent;
  const coarsest = hasCoarsest ? copy(last, { origin: [0, 0, 0], extent: whole }) : null;
  return slab === null && coarsest === null ? null : { slab, coarsest };
}
