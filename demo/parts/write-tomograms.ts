import type { RunPlan } from '../deposition-plan.js';
import { encodeMrc, type MrcMode } from '../files/mrc.js';
import { addNoise, type Painting, paintDensity } from '../scene/paint-tomogram.js';
import { type Scene, shrinkScene } from '../scene/scene.js';
import type { SourceFiles } from '../source-files.js';

/** The run's tomogram, and a denoised one of twice the voxel spacing (Å); returns the first as it was painted. */
export async function writeTomograms(
  run: RunPlan,
  scene: Scene,
  voxelSpacing: number,
  files: SourceFiles,
): Promise<Painting> {
  const raw = addNoise(paintDensity(scene), { seed: run.seed + 1, noise: 0.9 });
  await files.write(
    `tomograms/${run.name}_${voxelSpacing.toFixed(3)}A.rec`,
    encodeMrc(toSamples(raw, run.tomogram.mode), { ...run.tomogram, voxelSize: voxelSpacing }),
  );
  if (run.denoised !== null) {
    const denoised = addNoise(paintDensity(shrinkScene(scene, 2)), { seed: run.seed + 2, noise: 0.25 });
    await files.write(
      `denoised/${run.name}_${(2 * voxelSpacing).toFixed(3)}A.mrc`,
      encodeMrc(toSamples(denoised, run.denoised.mode), { ...run.denoised, voxelSize: 2 * voxelSpacing }),
    );
  }
  return raw;
}

/** Densities between about -6 and 4 in the units that programs use with a mode. */
function toSamples({ shape, values }: Painting, mode: MrcMode): Painting {
  const [factor, offset] = units[mode];
  return factor === 1 ? { shape, values } : { shape, values: values.map((value) => value * factor + offset) };
}

const units: Readonly<Record<MrcMode, readonly [factor: number, offset: number]>> = {
  0: [16, 20],
  'old-bytes': [20, 140],
  1: [1500, 0],
  2: [1, 0],
  6: [4000, 32000],
  12: [1, 0],
};
