import { eachVoxelAround, eachVoxelNear } from './each-voxel-around.js';
import type { Scene } from './scene.js';

/** 1 where there is membrane, else 0. */
export function paintMembranes({ shape, vesicles, organelles, membraneThickness }: Scene): Float32Array {
  const values = new Float32Array(shape[0] * shape[1] * shape[2]);
  const half = membraneThickness / 2;
  for (const { center, radius } of vesicles) {
    eachVoxelAround(shape, center, radius + half, (index, distance) => {
      if (distance >= radius - half) values[index] = 1;
    });
  }
  for (const { name, distance } of organelles) {
    if (name === 'microtubule') continue;
    eachVoxelNear(shape, distance, [half, half], (index) => {
      values[index] = 1;
    });
  }
  return values;
}

/** The label of the vesicle that a voxel lies in, else 0. */
export function paintVesicles({ shape, vesicles }: Scene): Float32Array {
  const values = new Float32Array(shape[0] * shape[1] * shape[2]);
  for (const { center, radius, label } of vesicles) {
    eachVoxelAround(shape, center, radius, (index) => {
      values[index] = label;
    });
  }
  return values;
}
