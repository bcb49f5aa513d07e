import type { RunPlan } from '../deposition-plan.js';
import { encodeEer } from '../files/eer.js';
import { encodeMdoc, type MdocSection } from '../files/mdoc.js';
import { encodeMrc } from '../files/mrc.js';
import { encodeTiff } from '../files/tiff.js';
import { createRandom, type Random } from '../random.js';
import type { Scene } from '../scene/scene.js';
import type { SourceFiles } from '../source-files.js';

/** Seconds. */
export const exposureTime = 1.2;

/** The run's movies, the gain reference of its camera, and the mdoc that lists them as they were taken. */
export async function writeFrames(
  run: RunPlan,
  [, ny, nx]: Scene['shape'],
  pixelSpacing: number,
  files: SourceFiles,
): Promise<void> {
  const random = createRandom(run.seed + 6);
  const { format, count, size } = run.frames;
  const sections: MdocSection[] = [];
  for (const [order, tilt] of doseSymmetric(run.tilts).entries()) {
    const frameFile = `${run.name}_${String(order).padStart(3, '0')}_${tilt.toFixed(1)}.${format}`;
    await files.write(`frames/${frameFile}`, movie(run.frames, pixelSpacing, random));
    sections.push({
      tiltAngle: Number((tilt + random.between(-0.004, 0.004)).toFixed(4)),
      exposureTime,
      frameFile,
      frameCount: count,
    });
  }
  const facts = {
    imageFile: `${run.name}.st`,
    size: [nx, ny] as const,
    pixelSpacing,
    tiltAxis: run.tiltAxis,
  };
  await files.write(`tiltseries/${run.name}.mdoc`, encodeMdoc({ ...facts, sections }));
  await files.write(`gains/${run.name}_gain.${run.gain}`, gain(run.gain, size, pixelSpacing, random));
}

/** From the middle outwards, to both sides in turn, as tilts are recorded to spread the dose. */
export function doseSymmetric(tilts: readonly number[]): number[] {
  return tilts.toSorted((a, b) => Math.abs(a) - Math.abs(b) || b - a);
}

function movie({ format, count, size }: RunPlan['frames'], pixelSpacing: number, random: Random): Uint8Array {
  const frames = Array.from({ length: count }, () => hits(size, random));
  if (format === 'tif') {
    return encodeTiff(frames.map((pixels) => ({ width: size, height: size, pixels })));
  }
  if (format === 'eer') {
    return encodeEer(
      size,
      size,
      frames.map((pixels) => pixels.subarray(0, size * 4)),
    );
  }
  const values = new Float32Array(count * size * size);
  for (const [i, pixels] of frames.entries()) values.set(pixels, i * size * size);
  return encodeMrc(
    { shape: [count, size, size], values },
    { mode: 0, voxelSize: pixelSpacing, kind: 'movie' },
  );
}

/** Electrons counted at each pixel of one frame. */
function hits(size: number, random: Random): Uint8Array {
  return Uint8Array.from({ length: size * size }, () =>
    Math.max(0, Math.round(1.5 + 1.2 * random.gaussian())),
  );
}

function gain(format: RunPlan['gain'], size: number, pixelSpacing: number, random: Random): Uint8Array {
  if (format === 'gain') {
    const pixels = Uint8Array.from({ length: size * size }, () => 128 + Math.round(6 * random.gaussian()));
    return encodeTiff([{ width: size, height: size, pixels }]);
  }
  const values = Float32Array.from({ length: size * size }, () => 1 + 0.05 * random.gaussian());
  return encodeMrc({ shape: [1, size, size], values }, { mode: 2, voxelSize: pixelSpacing, kind: 'movie' });
}
