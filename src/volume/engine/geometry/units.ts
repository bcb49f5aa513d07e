import type { Region } from '../../chunk-grid.js';
import type { Shape } from '../../volume.js';
import type { PyramidPlan } from './pyramid-plan.js';

/** A box of level 0 that is converted in one go. */
export interface Unit extends Region {
  readonly index: number;
}

/** All units of a volume in the order in which they are written: box by box, in a box block by block, in those z by z. */
export function* unitsOf({ unit, box, block, levels }: PyramidPlan): Generator<Unit, void, undefined> {
  const [nz, ny, nx] = levels[0]!.shape;
  let index = 0;
  for (const [boxZ, boxY, x] of steps([0, 0, 0], [nz, ny, nx], box)) {
    const boxEnd: Shape = [Math.min(nz, boxZ + box[0]), Math.min(ny, boxY + box[1]), x + 1];
    for (const [blockZ, blockY] of steps([boxZ, boxY, x], boxEnd, block)) {
      const end: Shape = [
        Math.min(boxEnd[0], blockZ + block[0]),
        Math.min(boxEnd[1], blockY + block[1]),
        x + 1,
      ];
      for (const [z, y] of steps([blockZ, blockY, x], end, unit)) {
        const extent: Shape = [
          Math.min(unit[0], nz - z),
          Math.min(unit[1], ny - y),
          Math.min(unit[2], nx - x),
        ];
        yield { index, origin: [z, y, x], extent };
        index += 1;
      }
    }
  }
}

/** Multiples of `step` from `start` below `end`: x fastest. */
function* steps(start: Shape, end: Shape, step: Shape): Generator<Shape, void, undefined> {
  for (let z = start[0]; z < end[0]; z += step[0]) {
    for (let y = start[1]; y < end[1]; y += step[1]) {
      for (let x = start[2]; x < end[2]; x += step[2]) yield [z, y, x];
    }
  }
}

/** Where a unit lies at a level: the same box, binned. */
export function unitAtLevel(unit: Unit, level: number, binsZ: boolean): Region {
  const step = 2 ** level;
  const zStep = binsZ ? step : 1;
  const [z, y, x] = unit.origin;
  const [planes, rows, columns] = unit.extent;
  return {
    origin: [z / zStep, y / step, x / step],
    extent: [Math.ceil(planes / zStep), Math.ceil(rows / step), Math.ceil(columns / step)],
  };
}
