import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type IngestOptions, ingest } from '../../src/api/ingest.js';
import { killedAt } from '../support/kill-points/killed-at.js';
import { mistakesIn, readPublished } from '../support/kill-points/read-published.js';
import { createRandom } from '../support/random.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

const test = suite('ingests that are killed at any change they make');

/** Points of all scenarios together: a choice in CI, `CRYOET_KILL_POINTS=all` takes every one. */
const wanted = process.env.CRYOET_KILL_POINTS ?? '60';

const { directory, remove } = temporaryDirectory();
const output = join(directory, 'out');
const ledger = join(directory, 'ledger');
const now = () => new Date(Number(tinyEpoch) * 1000);
let first: TinyDeposition;
let second: TinyDeposition;

test.before(async () => {
  first = await makeTinyDeposition(join(directory, 'first'), { seed: 1 });
  second = await makeTinyDeposition(join(directory, 'second'), { seed: 7 });
});
test.after(remove);

type Run = (signal?: AbortSignal) => Promise<unknown>;

function ingestOf(tiny: () => TinyDeposition, options: IngestOptions = {}): Run {
  return async (signal) => {
    const report = await ingest({
      config: tiny().config,
      input: tiny().input,
      output,
      options: { jobs: 1, filter: ['run=TS_001'], ...options },
      now,
      ...(signal === undefined ? {} : { signal }),
    });
    if (signal?.aborted === true) return;
    assert.equal(
      report.items.flatMap(({ error }) => (error === null ? [] : [error.message])),
      [],
    );
  };
}

interface Scenario {
  /** What was done before. */
  readonly before: readonly Run[];
  readonly killed: Run;
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'a first ingest': { before: [], killed: ingestOf(() => first) },
  'an ingest of changed sources': {
    before: [ingestOf(() => first)],
    killed: ingestOf(() => second),
  },
  'an ingest in another layout': {
    before: [ingestOf(() => first)],
    killed: ingestOf(() => second, { layout: 'portal' }),
  },
  'an ingest that goes on': {
    before: [ingestOf(() => first, { resume: ledger })],
    killed: ingestOf(() => second, { resume: ledger }),
  },
};

/** Puts the output and the ledger to what they were, times included. */
async function restore(kept: string): Promise<void> {
  await rm(output, { recursive: true, force: true });
  await rm(ledger, { force: true });
  for (const [from, to] of [
    [join(kept, 'out'), output],
    [join(kept, 'ledger'), ledger],
  ] as const) {
    await cp(from, to, { recursive: true, preserveTimestamps: true }).catch(() => undefined);
  }
}

for (const [index, [name, { before, killed }]] of Object.entries(scenarios).entries()) {
  test(`${name}: no mixture, nothing missing, and the next ingest completes the tree`, async () => {
    const kept = join(directory, `kept-${index}`);
    for (const run of before) await run();
    await cp(output, join(kept, 'out'), { recursive: true, preserveTimestamps: true }).catch(() => undefined);
    await cp(ledger, join(kept, 'ledger'), { preserveTimestamps: true }).catch(() => undefined);
    const old = await readPublished(output);
    const points = await killedAt(Number.POSITIVE_INFINITY, output, () => killed());
    const complete = await readPublished(output);
    assert.equal(mistakesIn(complete, complete, complete), []);
    const chosen = choose(points, index);
    const mistakes: string[] = [];
    for (const point of chosen) {
      await restore(kept);
      await killedAt(point, output, (signal) => killed(signal));
      const left = await readPublished(output);
      mistakes.push(...mistakesIn(left, old, complete).map((mistake) => `at ${point}: ${mistake}`));
      await killed();
      const { files } = await readPublished(output);
      for (const path of new Set([...Object.keys(files), ...Object.keys(complete.files)])) {
        if (files[path] !== complete.files[path]) mistakes.push(`at ${point}: ${path} is not as undisturbed`);
      }
    }
    process.stdout.write(`${name}: ${chosen.length} of ${points} kill points, ${mistakes.length} mistakes\n`);
    assert.equal(mistakes, []);
    await restore(join(directory, 'nothing'));
  });
}

/** All points, or as many of them as fall to one scenario, by a seed. */
function choose(points: number, seed: number): number[] {
  const all = Array.from({ length: points }, (_, point) => point);
  if (wanted === 'all') return all;
  const share = Math.ceil(Number(wanted) / Object.keys(scenarios).length);
  const random = createRandom(seed + 1);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(share, points)) chosen.add(random.integer(points));
  return [...chosen].sort((a, b) => a - b);
}

test.run();
