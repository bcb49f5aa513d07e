import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { type IngestOptions, ingest } from '../../src/api/ingest.js';
import { type MemoryBucket, openMemoryBucket } from '../support/kill-points/memory-bucket.js';
import { assertWhole, inBucket, onDisk, type Place } from '../support/kill-points/places.js';
import { mistakesIn, type Published } from '../support/kill-points/read-published.js';
import { longOf } from '../support/long.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

const test = suite('ingests that are killed at a change they make');
const long = longOf(test);

/**
 * Points of all scenarios together; `CRYOET_KILL_POINTS=400` chooses more, `all` takes every one, of those that are run. The sample
 * that is taken without it has one point of each scenario, of the smaller run; in a bucket, of its tomograms and annotations.
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
test.after(async () => {
  await bucket.close();
  remove();
});

/** A place, and the run that is ingested. */
interface RunPlace extends Place {
  readonly run: string;
}

const run = chosenPoints === undefined ? 'TS_002' : 'TS_001';

const places: Readonly<Record<string, () => RunPlace>> = {
  'on disk': () => ({ ...onDisk(join(directory, 'out')), run }),
  'in a bucket': () => {
    const place = inBucket(bucket, directory);
    const options: IngestOptions = {
      ...place.options,
      ...(chosenPoints === undefined ? { import: ['tomogram', 'annotation'] } : {}),
    };
    return { ...place, options, run };
  },
};

type Run = (place: RunPlace, signal?: AbortSignal) => Promise<unknown>;

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
    assertWhole(report);
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
  readonly place: RunPlace;
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

/** Of each scenario the one on disk or the one in a bucket. */
const sample = new Set([0, 3, 6, 7, 9]);

for (const [index, { name, opened, isFirst = false, killed }] of tests.entries()) {
  const add = sample.has(index) ? test : long;
  add(`${name}: no mixture, nothing missing, and the next ingest completes the tree`, async () => {
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
