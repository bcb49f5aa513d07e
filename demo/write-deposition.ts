import type { DepositionPlan } from './deposition-plan.js';
import { encodeGreyPng } from './files/png.js';
import { writeAnnotations, writeParticles } from './parts/write-annotations.js';
import { writeFrames } from './parts/write-frames.js';
import { writeTables } from './parts/write-tables.js';
import { writeTiltSeries } from './parts/write-tilt-series.js';
import { writeTomograms } from './parts/write-tomograms.js';
import { slabPicture } from './scene/paint-tomogram.js';
import { makeScene, type Scene, shrinkScene } from './scene/scene.js';
import { createSourceFiles } from './source-files.js';

/** Writes every file of a deposition below a directory; the same plan always gives the same bytes. */
export async function writeDeposition(
  { voxelSpacing, runs }: DepositionPlan,
  directory: string,
): Promise<void> {
  const files = createSourceFiles(directory);
  const scenes = new Map<string, Scene>();
  for (const run of runs) {
    const scene = shrinkScene(makeScene(run.seed, run.shape, run), run.shrunk ?? 1);
    scenes.set(run.name, scene);
    const painting = await writeTomograms(run, scene, voxelSpacing, files);
    await writeTiltSeries(run, scene, voxelSpacing, files);
    await writeFrames(run, scene.shape, voxelSpacing, files);
    await writeAnnotations(run, scene, voxelSpacing, files);
    if (scenes.size === 1) {
      const [, ny, nx] = scene.shape;
      await files.write('photos/snapshot.png', encodeGreyPng(nx, ny, slabPicture(painting)));
    }
  }
  await writeParticles(scenes, voxelSpacing, files);
  await writeTables({ voxelSpacing, runs }, files);
}
