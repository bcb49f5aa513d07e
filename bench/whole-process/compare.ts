import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { depositionConfig } from './deposition-config.js';
import { type Contestant, inTurns, type Outcome } from './in-turns.js';
import { runProcess } from './run-process.js';
import { type BenchVolume, writeVolume } from './write-volume.js';

const main = fileURLToPath(new URL('../../bin/main.js', import.meta.url));
const baseline = fileURLToPath(new URL('../../../../shared/tools/baseline_pyramid.py', import.meta.url));

/** Contestants whose difference is what digests cost. */
export const withoutDigests = 'cryoet ingest --no-digests';
export const withManifest = 'cryoet ingest --manifest';

/**
 * Converts a volume in turns as whole processes: an ingest with as many workers as there are processors, one with a
 * single worker, both without digests, one that writes a manifest, one without the MRC, a conversion to OME-Zarr, where it is
 * installed the baseline script, and the first two of another checkout where one is named. All files are made below `directory`.
 */
export function compareProcesses(
  directory: string,
  volume: BenchVolume,
  rounds: number,
  before: string | null,
): Outcome[] {
  const input = join(directory, 'input');
  const output = join(directory, 'output');
  const config = join(directory, 'config.yaml');
  const source = join(input, 'bench', 'tomograms', 'noise.mrc');
  mkdirSync(join(input, 'bench', 'tomograms'), { recursive: true });
  writeFileSync(config, depositionConfig('bench'));
  writeVolume(source, volume);
  const contestant = (name: string, command: string, ...parameters: readonly string[]): Contestant => ({
    name,
    run() {
      rmSync(output, { recursive: true, force: true });
      mkdirSync(output);
      // A program loads the compiled code that its other commands kept, too: each row keeps its own.
      process.env.XDG_CACHE_HOME = join(directory, 'caches', name);
      mkdirSync(process.env.XDG_CACHE_HOME, { recursive: true });
      return runProcess(command, parameters);
    },
  });
  // The baseline draws no key images and writes no metadata, so the ingest is kept to the tomogram too.
  const tomogram = ['ingest', config, input, output, '--import', 'tomogram'];
  const ingest = (...options: string[]) =>
    contestant(['cryoet ingest', ...options].join(' '), process.execPath, main, ...tomogram, ...options);
  const contestants = [
    ingest(),
    ingest('--jobs', '1'),
    ingest('--no-digests'),
    ingest('--no-digests', '--jobs', '1'),
    ingest('--manifest'),
    // The conversion writes an OME-Zarr only, and so does the ingest that it is compared with.
    ingest('--no-mrc'),
    contestant('cryoet convert', process.execPath, main, 'convert', source, join(output, 'noise.zarr')),
  ];
  if (existsSync(baseline)) {
    contestants.push(contestant('baseline', '/usr/bin/python3', baseline, source, output));
  }
  if (before !== null) {
    const program = join(before, 'dist/bin/main.js');
    contestants.push(
      contestant('before', process.execPath, program, ...tomogram),
      contestant('before --jobs 1', process.execPath, program, ...tomogram, '--jobs', '1'),
    );
  }
  const outcomes = inTurns(contestants, rounds);
  rmSync(output, { recursive: true, force: true });
  rmSync(input, { recursive: true });
  return outcomes;
}
