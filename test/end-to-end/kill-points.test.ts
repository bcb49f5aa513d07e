import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { type IngestOptions, ingest } from '../../src/api/ingest.js';
import { killedAt } from '../support/kill-points/killed-at.js';
import { type MemoryBucket, openMemoryBucket } from '../support/kill-points/memory-bucket.js';
import { mistakesIn, type Published, readPublished } from '../support/kill-points/read-published.js';
import { keepDirectory, temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

const test = suite('ingests that are killed at a change they make');

/**
 * Points of all scenarios together; `CRYOET_KILL_POINTS=400` chooses more, `all` takes every one. The sample that is taken
 * without it has one point of each scenario, of the smaller run; in a bucket, of its tomograms and annotations.
 */
const chosenPoints = process.env.CRYOET_KILL_POINTS;
const wanted = chosenPoints ?? '10';

const { directory, remove } = temporaryDirectory();
const now = () => new Date(Number(tinyEpoch) * 1000);
let first: TinyDeposition;
let second: TinyDeposition;
let bucket: MemoryBucket;

test.before(async () => {
  first = await makeTinyDeposition(join(directory, 'first'), { seed: 1 });
  second = await makeTinyDeposition(join(directory, 'second'), { seed: 7 });
  bucket = await openMemoryBucket();
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
});
const kept: (() => void)[] = [remove];
test.after(async () => {
  await bucket.close();
  for (const forget of kept) forget();
});

/** Where trees are published in these tests. */
interface Place {
  readonly options: IngestOptions;
  readonly output: string;
  /** The run that is ingested. */
  readonly run: string;
  read(): Promise<Published>;
  /** Keeps what is there; returns what puts it back, times included. */
  keep(): Promise<() => Promise<void>>;
  clear(): Promise<void>;
  /** Runs work whose changes end before the `point`-th; returns how many were made. */
  killedAt(point: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<number>;
}

const output = join(directory, 'out');
const run = chosenPoints === undefined ? 'TS_002' : 'TS_001';

const places: Readonly<Record<string, () => Place>> = {
  'on disk': () => ({
    options: {},
    output,
    run,
    read: () => readPublished(output),
    async keep() {
      const { restore, remove: forget } = keepDirectory(output);
      kept.push(forget);
      return async () => restore();
    },
    clear: () => rm(output, { recursive: true, force: true }),
    killedAt: (point, work) => killedAt(point, output, work),
  }),
  'in a bucket': () => ({
    options: {
      endpointUrl: bucket.endpoint,
      ...(chosenPoints === undefined ? { import: ['tomogram', 'annotation'] } : {}),
    },
    output: bucket.url,
    run,
    async read() {
      const copy = join(directory, 'copy');
      await rm(copy, { recursive: true, force: true });
      await bucket.copyTo(copy);
      return readPublished(copy);
    },
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
  }),
};

type Run = (place: Place, signal?: AbortSignal) => Promise<unknown>;

function ingestOf(tiny: () => TinyDeposition, options: IngestOptions = {}): Run {
  return async (place, signal) => {
    const report = await ingest({
      config: tiny().config,
      input: tiny().input,
      output: place.output,
      options: { jobs: 1, filter: [`run=${place.run}`], ...place.options, ...options },
      now,
      ...(signal === undefined ? {} : { signal }),
    });
    if (signal?.aborted === true) return;
    assert.equal(
      report.items.flatMap(({ error }) => (error === null ? [] : [error.message])),
      [],
    );
    assert.equal(
      report.warnings.flatMap(({ message }) => (message.includes('not in the output') ? [message] : [])),
      [],
    );
  };
}

interface Scenario {
  /** Whether the tree of the first deposition is there before. */
  readonly isFirst?: true;
  readonly killed: Run;
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'a first ingest': { isFirst: true, killed: ingestOf(() => first) },
  'an ingest of changed sources': { killed: ingestOf(() => second) },
  'an ingest in another layout': { killed: ingestOf(() => second, { layout: 'portal' }) },
  'an ingest that makes everything again': { killed: ingestOf(() => second, { noResume: true }) },
  'an ingest that leaves out volumes of an earlier one': {
    killed: ingestOf(() => first, { mrc: false, precompute: false }),
  },
};

/** A place, and the tree of the first deposition there once a scenario has asked for it. */
interface UsedPlace {
  readonly place: Place;
  earlier: { readonly old: Published; readonly restore: () => Promise<void> } | null;
}

/** Leaves nothing, or the tree of the first deposition, which is made once. */
async function begin(used: UsedPlace, isFirst: boolean) {
  const { place } = used;
  if (isFirst) {
    await place.clear();
    return { old: await place.read(), restore: () => place.clear() };
  }
  if (used.earlier === null) {
    await place.clear();
    await ingestOf(() => first)(place);
    used.earlier = { old: await place.read(), restore: await place.keep() };
  }
  await used.earlier.restore();
  return used.earlier;
}

const tests = Object.entries(places).flatMap(([where, open]) => {
  let used: UsedPlace | null = null;
  const opened = () => {
    used ??= { place: open(), earlier: null };
    return used;
  };
  return Object.entries(scenarios).map(([name, scenario]) => ({
    name: `${name} ${where}`,
    opened,
    ...scenario,
  }));
});

for (const [index, { name, opened, isFirst = false, killed }] of tests.entries()) {
  test(`${name}: no mixture, nothing missing, and the next ingest completes the tree`, async () => {
    const used = opened();
    const { place } = used;
    const { old, restore } = await begin(used, isFirst);
    const points = await place.killedAt(Number.POSITIVE_INFINITY, () => killed(place));
    const complete = await place.read();
    assert.equal(mistakesIn(complete, complete, complete), []);
    const chosen = choose(points, index);
    const mistakes: string[] = [];
    for (const point of chosen) {
      await restore();
      await place.killedAt(point, (signal) => killed(place, signal));
      mistakes.push(
        ...mistakesIn(await place.read(), old, complete).map((mistake) => `at ${point}: ${mistake}`),
      );
      await killed(place);
      const { files } = await place.read();
      for (const path of new Set([...Object.keys(files), ...Object.keys(complete.files)])) {
        if (files[path] !== complete.files[path]) mistakes.push(`at ${point}: ${path} is not as undisturbed`);
      }
    }
    process.stdout.write(`${name}: ${chosen.length} of ${points} kill points, ${mistakes.length} mistakes\n`);
    assert.equal(mistakes, []);
    await place.clear();
  });
}

/** All points, or as many of them as fall to a scenario, by a seed. */
function choose(points: number, scenario: number): number[] {
  const all = Array.from({ length: points }, (_, point) => point);
  if (wanted === 'all') return all;
  const share =
    Math.floor(Number(wanted) / tests.length) + (scenario < Number(wanted) % tests.length ? 1 : 0);
  const random = createRandom(scenario + 1);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(share, points)) chosen.add(random.integer(points));
  return [...chosen].sort((a, b) => a - b);
}

test.run();
