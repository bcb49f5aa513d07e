import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../median.js';
import { depositionConfig } from './deposition-config.js';
import { runProcess, type Usage } from './run-process.js';
import { type BenchVolume, writeVolume } from './write-volume.js';

/** Medians over all rounds of one way to convert a volume. */
export interface Contestant extends Usage {
  readonly name: string;
  /** Median over the rounds of its wall time divided by that of the first contestant. */
  readonly ratio: number;
}

const main = fileURLToPath(new URL('../../bin/main.js', import.meta.url));
const baseline = fileURLToPath(new URL('../../../../shared/tools/baseline_pyramid.py', import.meta.url));

/** Contestants whose difference is what digests cost. */
export const withoutDigests = 'cryoet ingest --no-digests';
export const withManifest = 'cryoet ingest --manifest';

/**
 * Converts a volume in turns as whole processes: an ingest with as many workers as there are processors, one with a
 * single worker, one without digests, one that writes a manifest, one without the MRC, a conversion to OME-Zarr, and where
 * it is installed the baseline script. All files are made below `directory`.
 */
export function compareProcesses(directory: string, volume: BenchVolume, rounds: number): Contestant[] {
  const input = join(directory, 'input');
  const output = join(directory, 'output');
  const config = join(directory, 'config.yaml');
  const source = join(input, 'bench', 'tomograms', 'noise.mrc');
  mkdirSync(join(input, 'bench', 'tomograms'), { recursive: true });
  writeFileSync(config, depositionConfig('bench'));
  writeVolume(source, volume);
  // The baseline draws no key images and writes no metadata, so the ingest is kept to the tomogram too.
  const ingest = (...options: string[]) =>
    runProcess(process.execPath, [main, 'ingest', config, input, output, '--import', 'tomogram', ...options]);
  const contestants: [string, () => Usage][] = [
    ['cryoet ingest', () => ingest()],
    ['cryoet ingest --jobs 1', () => ingest('--jobs', '1')],
    [withoutDigests, () => ingest('--no-digests')],
    [withManifest, () => ingest('--manifest')],
    // The conversion writes an OME-Zarr only, and so does the ingest that it is compared with.
    ['cryoet ingest --no-mrc', () => ingest('--no-mrc')],
    [
      'cryoet convert',
      () => runProcess(process.execPath, [main, 'convert', source, join(output, 'noise.zarr')]),
    ],
  ];
  if (existsSync(baseline)) {
    contestants.push(['baseline', () => runProcess('/usr/bin/python3', [baseline, source, output])]);
  }
  const usages: Usage[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    // Another one goes first each time, since what ran just before leaves memory in another state.
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (round + turn) % contestants.length;
      rmSync(output, { recursive: true, force: true });
      mkdirSync(output);
      const usage = contestants[index]?.[1]();
      if (usage !== undefined) usages[index]?.push(usage);
    }
  }
  rmSync(output, { recursive: true, force: true });
  rmSync(input, { recursive: true });
  const first = usages[0] ?? [];
  return contestants.map(([name], index) => {
    const all = usages[index] ?? [];
    return {
      name,
      wall: median(all.map(({ wall }) => wall)),
      cpu: median(all.map(({ cpu }) => cpu)),
      peak: median(all.map(({ peak }) => peak)),
      ratio: median(all.map(({ wall }, round) => wall / (first[round]?.wall ?? Number.NaN))),
    };
  });
}
