import type { PlantedMistake, RunFiles } from './plant-mistakes.js';

export const stack = 'tiltseries/RUN.st';
export const tomogram = 'tomograms/RUN_10.000A.rec';
export const mdoc = 'tiltseries/RUN.mdoc';
export const picks = 'annotations/RUN_picks.star';
export const centres = 'annotations/RUN_vesicle_centers.csv';

/** An MRC of float32 zeros. */
export function mrc([nz, ny, nx]: readonly [number, number, number], spacing: number): Buffer {
  const bytes = Buffer.alloc(1024 + 4 * nz * ny * nx);
  for (const [index, value] of [nx, ny, nz, 2, 0, 0, 0, nx, ny, nz].entries())
    bytes.writeInt32LE(value, 4 * index);
  for (const [index, count] of [nx, ny, nz].entries()) bytes.writeFloatLE(count * spacing, 40 + 4 * index);
  for (const [index, axis] of [1, 2, 3].entries()) bytes.writeInt32LE(axis, 64 + 4 * index);
  bytes.writeInt32LE(20140, 108);
  bytes.write('MAP ', 208, 'latin1');
  bytes.writeUInt32LE(0x4444, 212);
  return bytes;
}

/** Another voxel size in the header of a little-endian MRC. */
export function withSpacing(spacing: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    for (let axis = 0; axis < 3; axis++) {
      bytes.writeFloatLE(bytes.readInt32LE(28 + 4 * axis) * spacing, 40 + 4 * axis);
    }
    return bytes;
  };
}

export const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 100);
export const lines = (edit: (lines: string[]) => string[]) => (text: string) =>
  `${edit(text.trimEnd().split('\n')).join('\n')}\n`;
export const withoutLast = lines((all) => all.slice(0, -1));

/** A row of a table of mistakes. */
export function mistake(
  what: string,
  code: string,
  path: string,
  fails: readonly string[],
  spoil: (files: RunFiles) => Promise<void>,
  found?: string,
  expected?: string,
): PlantedMistake {
  return {
    what,
    code,
    path,
    fails,
    spoil,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
  };
}
