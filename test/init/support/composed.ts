import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeMrc, type MrcOptions } from '../../../demo/files/mrc.js';
import { checkConfigFile } from '../../../src/api/config.js';
import { parseAnswers } from '../../../src/init/answers.js';
import { composeConfig } from '../../../src/init/compose-config.js';
import type { readEntry } from '../../../src/init/entries.js';
import { survey } from '../../../src/init/survey.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { treeOf } from './tree-of.js';

/** A volume of waves. */
export const volume = (shape: readonly [number, number, number], options: Partial<MrcOptions>, scale = 1) =>
  encodeMrc(
    {
      shape,
      values: Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => scale * Math.sin(i)),
    },
    { mode: 2, voxelSize: 8, ...options },
  );

const mask = encodeMrc(
  { shape: [9, 4, 4], values: Float32Array.from({ length: 144 }, (_, i) => i % 2) },
  { mode: 0, voxelSize: 8 },
);

/** An mdoc of five tilts, whose frames have a dose in e/Å². */
export const mdoc = (dose: number) =>
  `PixelSpacing = 2\nVoltage = 300\n\n[T = SerialEM: Titan Krios]\n\n[T = Tilt axis angle = 84.1, binning = 1]\n\n${[
    0, 3, -3, 6, -6,
  ]
    .map((angle, z) => `[ZValue = ${z}]\nTiltAngle = ${angle}\nExposureTime = 2\nExposureDose = ${dose}\n`)
    .join('\n')}`;

export const runs = ['lam_1', 'lam_2', 'lam_10'];

/** A folder of three runs with everything of each. */
export const files = (): Record<string, string | Uint8Array> =>
  Object.fromEntries(
    runs.flatMap((run, index) => [
      [`site/stacks/${run}.st`, volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' })],
      [`site/stacks/${run}.mdoc`, mdoc(3 + index)],
      [`site/stacks/${run}.rawtlt`, '-6\n-3\n0\n3\n6\n'],
      [`site/volumes/${run}_rec.mrc`, volume([9, 4, 4], {})],
      [`site/volumes/${run}_denoised.mrc`, volume([9, 4, 4], {})],
      [`site/labels/${run}_membrane.mrc`, mask],
      [`site/picks/${run}.csv`, '1.5,2,3\n2,3,4\n'],
    ]),
  );

/** Composes the configuration for files, and checks it as `cryoet validate config` does. */
export async function composed(
  content: Readonly<Record<string, string | Uint8Array>>,
  options: { answers?: string; entry?: ReturnType<typeof readEntry> } = {},
) {
  const directory = await treeOf(content);
  try {
    const storage = await openStorage(directory, {});
    const result = composeConfig(await survey(storage, undefined, options.entry), {
      schema: 'schema.json',
      ...(options.answers === undefined ? {} : { answers: parseAnswers(options.answers, 'answers.yaml') }),
      ...(options.entry === undefined ? {} : { entry: options.entry }),
    });
    const file = join(directory, 'config.yaml');
    writeFileSync(file, result.config);
    return { ...result, issues: await checkConfigFile(file) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
