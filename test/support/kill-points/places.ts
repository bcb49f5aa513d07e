import { existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type IngestOptions, type IngestRequest, ingest } from '../../../src/api/ingest.js';
import type { IngestReport } from '../../../src/pipeline/walk/ingest-report.js';
import { processMark } from '../../../src/storage/local/process-mark.js';
import { isPartialName } from '../../../src/storage/partial-name.js';
import { inTemporaryDirectory } from '../temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../tiny-deposition.js';
import { killedAt } from './killed-at.js';
import { type MemoryBucket, openMemoryBucket } from './memory-bucket.js';
import { type Published, readPublished } from './read-published.js';

/** Where trees are published, by work that can be ended before each of its changes. */
export interface Place {
  readonly options: IngestOptions;
  readonly output: string;
  read(): Promise<Published>;
  /** Directory with everything that is there, also what `read` leaves out. */
  directory(): Promise<string>;
  /** Keeps what is there; returns what puts it back, times included. */
  keep(): Promise<() => Promise<void>>;
  clear(): Promise<void>;
  /** Runs work whose changes end before the `point`-th; returns how many were made. */
  killedAt(point: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<number>;
}

/** A directory, whose changes are calls of the file system; copies of it are made beside it. */
export function onDisk(output: string): Place {
  let kept = 0;
  return {
    options: {},
    output,
    read: () => readPublished(output),
    directory: async () => output,
    async keep() {
      const copy = `${output}-${kept++}`;
      linkTree(output, copy);
      return async () => {
        await rm(output, { recursive: true, force: true });
        linkTree(copy, output);
      };
    },
    clear: () => rm(output, { recursive: true, force: true }),
    async killedAt(point, work) {
      const changes = await killedAt(point, output, work);
      await endProcessOf(output);
      return changes;
    },
  };
}

/** Makes a copy of a directory of links: nobody changes a published file in its place. Times stay as they are. */
function linkTree(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}

/** An id that no process has: the largest on Linux is 2²² - 1. */
const endedProcess = 2 ** 22 + 1;

/** Makes what is left unfinished below a directory look as if the process that left it had ended. */
async function endProcessOf(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const { parentPath, name } of entries) {
    const ended = name.replace(processMark(), processMark(endedProcess));
    if (ended !== name && isPartialName(name)) await rename(join(parentPath, name), join(parentPath, ended));
  }
}

/** A bucket, whose changes are requests; `directory` is for copies of it. */
export function inBucket(bucket: MemoryBucket, directory: string): Place {
  const copy = join(directory, 'copy');
  const makeCopy = async () => {
    await rm(copy, { recursive: true, force: true });
    await bucket.copyTo(copy);
    return copy;
  };
  return {
    options: { endpointUrl: bucket.endpoint },
    output: bucket.url,
    read: async () => readPublished(await makeCopy()),
    directory: makeCopy,
    async keep() {
      const { objects } = bucket;
      return async () => {
        bucket.objects = objects;
      };
    },
    async clear() {
      bucket.objects = new Map();
    },
    async killedAt(point, work) {
      const kill = new AbortController();
      bucket.killAt(point, () => kill.abort());
      await work(kill.signal).catch((error) => {
        if (!kill.signal.aborted) throw error;
      });
      const { changes } = bucket;
      bucket.killAt(Number.POSITIVE_INFINITY, () => {});
      return changes;
    },
  };
}

/** Two versions of a deposition, and ingests of one of their runs into a bucket. */
interface Versions {
  readonly old: TinyDeposition;
  readonly other: TinyDeposition;
  readonly bucket: MemoryBucket;
  readonly place: Place;
  ingestOf(
    version: TinyDeposition,
    options?: IngestOptions,
    more?: Partial<Pick<IngestRequest, 'signal' | 'now'>>,
  ): Promise<IngestReport>;
}

/** Makes two versions of a deposition and a bucket for `work`, and removes them afterwards. */
export async function withVersions(work: (versions: Versions) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const old = await makeTinyDeposition(`${directory}/old`, { seed: 1 });
    const other = await makeTinyDeposition(`${directory}/other`, { seed: 7 });
    process.env.AWS_ACCESS_KEY_ID ??= 'test';
    process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
    const bucket = await openMemoryBucket();
    const place = inBucket(bucket, directory);
    const usual = { ...place.options, jobs: 1, memory: 256, spaceCheck: false, filter: ['run=TS_002'] };
    const ingestOf: Versions['ingestOf'] = ({ config, input }, options = {}, more = {}) =>
      ingest({ config, input, output: place.output, options: { ...usual, ...options }, ...more });
    try {
      await work({ old, other, bucket, place, ingestOf });
    } finally {
      await bucket.close();
    }
  });
}

/** Asserts that an ingest failed nowhere and that no metadata name a file that is not there. */
export function assertWhole({ items, warnings }: IngestReport): void {
  const errors = items.flatMap(({ error }) => (error === null ? [] : [error.message]));
  const dangling = warnings
    .map(({ message }) => message)
    .filter((each) => each.includes('not in the output'));
  assert.equal([errors, dangling], [[], []]);
}
