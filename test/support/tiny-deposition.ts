import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunPlan } from '../../demo/deposition-plan.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import { type CliResult, runInProcess } from './run-in-process.js';
import { inTemporaryDirectory } from './temporary-directory.js';
import { tinyConfig } from './tiny-config.js';
import { tinyPlan } from './tiny-plan.js';

/** A small deposition on disk (runs TS_001 and TS_002), easy to spoil in one place. */
export interface TinyDeposition {
  readonly directory: string;
  /** What `cryoet ingest` is given as CONFIG, INPUT and OUTPUT. */
  readonly config: string;
  readonly input: string;
  readonly output: string;
  /** A source file, by its path below the source prefix: `tomograms/TS_001_10.000A.rec`. */
  source(path: string): string;
  /** A file of the output, by its path in the tree. */
  published(path: string): string;
  /** Replaces text of the configuration; fails when it is not there. */
  editConfig(replace: string | RegExp, by: string): Promise<void>;
  /** Changes a source file, or makes one (from no bytes). */
  editSource(path: string, edit: (bytes: Buffer) => Uint8Array | string): Promise<void>;
  removeSource(path: string): Promise<void>;
  /** The arguments of `cryoet ingest` with more options. */
  ingestArguments(...options: string[]): string[];
  /** Runs `cryoet ingest` in this process with more options; the clock stands still. */
  ingest(...options: string[]): Promise<CliResult>;
}

/** The second that the tiny deposition is ingested at, for `SOURCE_DATE_EPOCH`. */
export const tinyEpoch = '1740000000';

export interface TinyOptions {
  readonly seed?: number;
  /** Of the tomogram of TS_001, for tests that need one that takes a while. */
  readonly firstShape?: RunPlan['shape'];
}

/** Sources of tiny depositions that were made before, by their options: the bytes of every file by its path. */
const made = new Map<string, Promise<ReadonlyMap<string, Buffer>>>();

const makeSources = (seed: number, firstShape: TinyOptions['firstShape']) =>
  inTemporaryDirectory(async (directory) => {
    await writeDeposition(tinyPlan(seed, firstShape), directory);
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const files = paths.map(
      async (path) => [path.slice(directory.length + 1), await readFile(path)] as const,
    );
    return new Map(await Promise.all(files));
  });

/** Writes the sources below a directory. They are made once. */
async function writeSources(directory: string, { seed = 1, firstShape }: TinyOptions): Promise<void> {
  const key = JSON.stringify([seed, firstShape]);
  const sources = made.get(key) ?? makeSources(seed, firstShape);
  made.set(key, sources);
  for (const [path, bytes] of await sources) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), bytes);
  }
}

/** Makes the tiny deposition in a directory; the same options give the same bytes. */
export async function makeTinyDeposition(
  directory: string,
  options: TinyOptions = {},
): Promise<TinyDeposition> {
  const config = join(directory, 'config.yaml');
  const input = join(directory, 'source');
  const output = join(directory, 'out');
  await writeSources(join(input, 'dep'), options);
  await writeFile(config, tinyConfig);
  const source = (path: string) => join(input, 'dep', path);
  const ingestArguments = (...options: string[]) => ['ingest', config, input, output, ...options];
  return {
    directory,
    config,
    input,
    output,
    source,
    published: (path) => join(output, path),
    async editConfig(replace, by) {
      const before = await readFile(config, 'utf8');
      const after = before.replace(replace, () => by);
      if (after === before) throw new Error(`the configuration does not hold ${replace}`);
      await writeFile(config, after);
    },
    async editSource(path, edit) {
      const before = await readFile(source(path)).catch(() => Buffer.alloc(0));
      await mkdir(dirname(source(path)), { recursive: true });
      await writeFile(source(path), edit(before));
    },
    removeSource: (path) => rm(source(path)),
    ingestArguments,
    ingest: (...options) => runInProcess(ingestArguments(...options), { SOURCE_DATE_EPOCH: tinyEpoch }),
  };
}
