import type { RunPlan } from '../deposition-plan.js';
import { type AlignedImage, encodeAln, encodeAngles, encodeXf } from '../files/alignment.js';
import { type CtfEstimate, encodeCtffind, encodeDefocus } from '../files/ctf.js';
import { encodeMrc } from '../files/mrc.js';
import { createRandom } from '../random.js';
import { paintDensity } from '../scene/paint-tomogram.js';
import { projectTilt } from '../scene/project-tilt.js';
import { type Scene, shrinkScene } from '../scene/scene.js';
import type { SourceFiles } from '../source-files.js';

/** The run's tilt series with its raw angles, its alignment and its CTF table. */
export async function writeTiltSeries(
  run: RunPlan,
  scene: Scene,
  pixelSpacing: number,
  files: SourceFiles,
): Promise<void> {
  const random = createRandom(run.seed + 3);
  const [, ny, nx] = scene.shape;
  const values = new Float32Array(run.tilts.length * ny * nx);
  // Half the size is sharp enough under this noise.
  const density = paintDensity(shrinkScene(scene, 2));
  for (const [i, tilt] of run.tilts.entries())
    values.set(projectTilt(density, tilt, [ny, nx], random), i * ny * nx);
  const stack = { shape: [run.tilts.length, ny, nx] as const, values };
  await files.write(
    `tiltseries/${run.name}.st`,
    encodeMrc(stack, { ...run.tiltSeries, voxelSize: pixelSpacing, kind: 'tilt-series' }),
  );
  await files.write(`tiltseries/${run.name}.rawtlt`, encodeAngles(run.tilts));
  await writeAlignment(run, [nx, ny], files);
  await writeCtf(run, files);
}

async function writeAlignment(
  run: RunPlan,
  size: readonly [width: number, height: number],
  files: SourceFiles,
): Promise<void> {
  const random = createRandom(run.seed + 4);
  const images = run.tilts.map(
    (tilt): AlignedImage => ({
      tilt: tilt + 0.3,
      xTilt: random.between(0, 0.02),
      rotation: run.tiltAxis + random.between(-0.2, 0.2),
      shift: [random.between(-8, 8), random.between(-8, 8)],
    }),
  );
  const path = `alignments/${run.name}`;
  if (run.alignment === 'aretomo') {
    await files.write(`${path}.aln`, encodeAln(images, size, [0]));
    return;
  }
  await files.write(`${path}.xf`, encodeXf(images));
  await files.write(`${path}.tlt`, encodeAngles(images.map(({ tilt }) => tilt)));
  await files.write(`${path}.xtilt`, encodeAngles(images.map(({ xTilt }) => xTilt)));
}

async function writeCtf(run: RunPlan, files: SourceFiles): Promise<void> {
  const random = createRandom(run.seed + 5);
  const rows = run.tilts.map((tilt): CtfEstimate => {
    const defocus = 31_000 + random.between(-1500, 1500);
    return {
      tilt,
      defocus: [defocus, defocus - random.between(100, 900)],
      azimuth: random.between(-90, 90),
      correlation: random.between(0.02, 0.2),
      resolution: random.between(6, 25),
    };
  });
  if (run.ctf === 'ctffind') await files.write(`ctf/${run.name}_ctf.txt`, encodeCtffind(rows));
  else await files.write(`ctf/${run.name}.defocus`, encodeDefocus(rows));
}
