import type { Region } from '../../chunk-grid.js';
import type { Shape } from '../../volume.js';
import type { PyramidPlan } from './pyramid-plan.js';

/** A box of level 0 that is converted in one go. */
export interface Unit extends Region {
  readonly index: number;
}

/** All units of a volume in the order in which they are written: box by box, within a box z by z. */
export function* unitsOf(plan: PyramidPlan): Generator<Unit, void, undefined> {
  const { unit, box } = plan;
  const [nz, ny, nx] = plan.levels[0]!.shape;
  let index = 0;
  for (let boxZ = 0; boxZ < nz; boxZ += box[0]) {
    for (let boxY = 0; boxY < ny; boxY += box[1]) {
      for (let x = 0; x < nx; x += unit[2]) {
        for (let z = boxZ; z < Math.min(nz, boxZ + box[0]); z += unit[0]) {
          for (let y = boxY; y < Math.min(ny, boxY + box[1]); y += unit[1]) {
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
