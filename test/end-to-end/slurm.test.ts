import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { manyRunsConfig } from '../../bench/ingest-scale/many-runs-config.js';
import { manyRunsPlan } from '../../bench/ingest-scale/many-runs-plan.js';
import { demoPlan } from '../../demo/deposition-plan.js';
import { createRandom } from '../../demo/random.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import { packageFile } from '../../src/base/package-file.js';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { longOf } from '../support/long.js';
import { copyTree, hashBucketTree } from '../support/object-store/copy-tree.js';
import { memory, memoryStoreAt } from '../support/object-store/memory-store.js';
import { type ObjectStore, openObjectStore } from '../support/object-store/object-store.js';
import { runAsProcess } from '../support/run-as-process.js';
import { sharedPath, testShared } from '../support/shared.js';
import { isSlurmInstalled, revocation, SlurmCluster, step } from '../support/slurm/slurm-cluster.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { hashTree, listFiles } from '../support/tree.js';
import { until } from '../support/until.js';

const test = suite('parts on Slurm');
const { directory, remove } = temporaryDirectory();
const at = (...names: string[]) => join(directory, ...names);

const rounds = Number(process.env.CRYOET_TEST_SLURM_ROUNDS ?? 1);
const clock = { SOURCE_DATE_EPOCH: '1740000000' };
const isInstalled = isSlurmInstalled();
if (!isInstalled) process.stdout.write('parts on Slurm: skipped, slurm-wlm or munge is not installed\n');
const longTest = isInstalled ? longOf(test) : test.skip;

let cluster: SlurmCluster;
let store: ObjectStore | null = null;

test.before(async () => {
  if (isInstalled) cluster = await SlurmCluster.start(at('slurm'), 4);
});
test.after(async () => {
  await cluster?.stop();
  await store?.close();
  remove();
});

/** A deposition to be ingested, with what tells the storage. */
interface Deposition {
  readonly config: string;
  readonly input: string;
  readonly options: readonly string[];
  readonly parts: number;
}

/** Submits an ingest in parts and lets something happen to it; the report of the finish. */
async function submit(
  { config, input, options, parts }: Deposition,
  output: string,
  name: string,
  happens: () => Promise<void> = async () => undefined,
): Promise<IngestReport> {
  const environment = { ...clock, ...cluster.environment };
  const plan = at(`${name}.plan`);
  const storage = options.filter((_, index) =>
    ['--endpoint-url'].includes(options[index - (index % 2)] ?? ''),
  );
  const division = ['--parts', String(parts), '--output', plan];
  const planned = await runAsProcess(['plan', config, input, ...division, ...storage]);
  assert.is(planned.status, 0, planned.stderr);
  const report = at(`${name}.json`);
  const submitted = await runAsProcess(
    [
      ...['submit', 'slurm', config, input, output, '--plan', plan, '--jobs', '1', '--memory', '512'],
      ...['--script', at(`${name}.sh`), '--logs', at(`${name}-logs`), '--report', report, ...options],
    ],
    environment,
  );
  assert.is(submitted.status, 0, submitted.stderr);
  await happens();
  await cluster.drain();
  const log = await readFile(at(`${name}-logs`, 'finish.log'), 'utf8').catch(() => 'no log of the finish');
  const text = await readFile(report, 'utf8').catch(() => 'null');
  assert.is.not(text, 'null', log);
  const status = await runAsProcess(['status', plan, ...storage], environment);
  assert.ok(status.stdout.includes(`${parts} parts: ${parts} done\n`), `${status.stdout}\n${log}`);
  return JSON.parse(text) as IngestReport;
}

async function ingestAlone({ config, input, options }: Deposition, output: string): Promise<IngestReport> {
  const report = `${at('alone')}.json`;
  const args = ['ingest', config, input, output, '--quiet', '--report', report, ...options];
  const { status, stdout, stderr } = await runAsProcess(args, clock);
  assert.is(status, 0, stdout + stderr);
  return JSON.parse(await readFile(report, 'utf8')) as IngestReport;
}

const itemsOf = ({ items }: IngestReport) =>
  items.map(({ type, name, run, id }) => `${run} ${type} ${name} ${id}`).sort();

const isCampaign = process.env.CRYOET_TEST_SLURM_ROUNDS !== undefined;
const depositions: Readonly<Record<string, () => Promise<Deposition>>> = {
  async tiny() {
    const { config, input } = await makeTinyDeposition(at('tiny'));
    return { config, input, options: [], parts: 2 };
  },
  async demo() {
    await writeDeposition(demoPlan, at('demo', 'in', 'vesicles'));
    await cp(packageFile('dataset_config/demo.yaml'), at('demo.yaml'));
    return { config: at('demo.yaml'), input: at('demo', 'in'), options: ['--no-precompute'], parts: 4 };
  },
  async 'made-1'() {
    const made = sharedPath('golden', 'made-1');
    return {
      config: join(made, 'config.yaml'),
      input: join(made, 'source'),
      options: ['--layout', 'portal', '--compatible', 'portal', '--binning-edge', 'zero'],
      parts: 2,
    };
  },
};

for (const [name, make] of Object.entries(depositions)) {
  const title = `the ${name} deposition is the tree and the report of one process`;
  const run = async () => {
    const deposition = await make();
    const alone = await ingestAlone(deposition, at(name, 'alone'));
    const report = await submit(deposition, at(name, 'parts'), name);
    assert.equal(await hashTree(at(name, 'parts')), await hashTree(at(name, 'alone')));
    assert.equal(itemsOf(report), itemsOf(alone));
    assert.is(report.summary.failed, 0);
  };
  if (name !== 'tiny' && !isCampaign) continue;
  if (isInstalled) testShared(test, title, run);
  else test.skip(title, run);
}

/**
 * Kills a node at a random moment, with a part that it works on, and requeues another task twice; `progress` tells how much of
 * the tree is there, from 0 to 1.
 */
async function disturb(seed: number, progress: () => Promise<number>): Promise<void> {
  const { uniform: random } = createRandom(seed);
  const running = async () => (await cluster.tasks()).filter(({ state }) => state === 'RUNNING');
  await until('tasks are running', async () => (await running()).length > 0, step);
  const moment = 0.7 * random();
  await until('the moment', async () => (await progress()) >= moment || (await running()).length === 0, step);
  const tasks = await running();
  const [victim, other] = random() < 0.5 ? tasks : tasks.toReversed();
  if (victim !== undefined) {
    await cluster.killNode(victim.node);
    await cluster.restoreNode(victim.node);
  }
  for (let time = 0; time < 2 && other !== undefined; time++) {
    await cluster.requeue(other.id);
    await pause(revocation);
    await cluster.startNow(other.id);
    await until(
      'the task has begun',
      async () => (await cluster.tasks()).every(({ id, state }) => id !== other.id || state === 'RUNNING'),
      step,
    );
    await pause(random() * 500);
  }
}

/** Runs as small as can be, and the tree that they become. */
async function makeRuns(name: string, count: number, tilts: number) {
  const plan = manyRunsPlan(count);
  const runs = plan.runs.map((run) => ({ ...run, tilts: run.tilts.slice(0, tilts) }));
  await writeDeposition({ ...plan, runs }, at(name, 'in', 'dep'));
  await writeFile(at(`${name}.yaml`), manyRunsConfig);
  const deposition = { config: at(`${name}.yaml`), input: at(name, 'in'), options: [], parts: 3 };
  await ingestAlone(deposition, at(name, 'alone'));
  return { deposition, expected: await hashTree(at(name, 'alone')) };
}

longTest(`${rounds} rounds with a killed node and a task requeued twice, on disk`, async () => {
  const { deposition, expected } = await makeRuns('many', isCampaign ? 10 : 4, 40);
  for (let seed = 1; seed <= rounds; seed++) {
    const output = at('many', `parts-${seed}`);
    const files = Object.keys(expected).length;
    const progress = async () => (await listFiles(output)).length / files;
    const report = await submit(deposition, output, `many-${seed}`, () => disturb(seed, progress));
    assert.is(report.summary.failed, 0, `seed ${seed}`);
    assert.equal(await hashTree(output), expected, `seed ${seed}`);
  }
});

longTest(`${rounds} rounds with a killed node and a task requeued twice, from bucket to bucket`, async () => {
  const { deposition } = await makeRuns('few', 4, 4);
  store = await openObjectStore(memory);
  const options = ['--endpoint-url', store.endpoint];
  const input = `s3://${await store.createBucket()}/in`;
  await copyTree(deposition.input, input, store.endpoint);
  // Metadata name their sources: one process reads them from the bucket too.
  const inBucket = { ...deposition, input, options };
  await ingestAlone(inBucket, at('few', 'from-bucket'));
  const expected = await hashTree(at('few', 'from-bucket'));
  for (let seed = 1; seed <= rounds; seed++) {
    const bucket = await store.createBucket();
    const place = `s3://${bucket}/out`;
    const objects = memoryStoreAt(store.endpoint)?.objectsOf(bucket);
    const progress = async () => (objects?.size ?? 0) / Object.keys(expected).length;
    const report = await submit(inBucket, place, `bucket-${seed}`, () => disturb(100 + seed, progress));
    assert.is(report.summary.failed, 0, `seed ${seed}`);
    assert.equal(await hashBucketTree(place, store.endpoint), expected, `seed ${seed}`);
    assert.equal(await store.openUploads(bucket), [], 'nothing is left over');
  }
});

test.run();
