import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isPartialName } from '../../src/storage/partial-name.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { signalAt, type ToldEvent } from '../support/run-until.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { hashTree } from '../support/tree.js';

const test = suite('ingests that are stopped half-way');
const long = longOf(test);

const environment = { SOURCE_DATE_EPOCH: tinyEpoch };
const { directory, remove } = temporaryDirectory();
let tiny: TinyDeposition;
let good: Record<string, string>;

test.before(async () => {
  tiny = await makeTinyDeposition(directory, { firstShape: [6, 260, 520] });
  const { status } = await runInProcess(ingestInto('good'), environment);
  assert.is(status, 0);
  good = await hashTree(join(directory, 'good'));
});
test.after(remove);

function ingestInto(output: string): string[] {
  return ['ingest', tiny.config, tiny.input, join(directory, output), '--jobs', '1', '--no-precompute'];
}

const isPartial = (path: string) => path.split('/').some(isPartialName);

/** Every file under a final name is a file of the good tree, whole; a zarr that is there has all its files. */
function assertWhole(tree: Record<string, string>): void {
  const files = Object.entries(tree).filter(([path]) => !isPartial(path));
  for (const [path, hash] of files) assert.is(hash, good[path], path);
  const zarrs = new Set(files.flatMap(([path]) => /^.*?\.zarr\//.exec(path)?.[0] ?? []));
  for (const path of Object.keys(good)) {
    const zarr = /^.*?\.zarr\//.exec(path)?.[0];
    if (zarr !== undefined && zarrs.has(zarr)) assert.ok(path in tree, path);
  }
}

/** A volume's metadata file says that the volume is complete. */
function assertMetadataLast(tree: Record<string, string>): void {
  for (const path of Object.keys(tree).filter((name) =>
    /(tomogram-|tiltseries_)metadata\.json$/.test(name),
  )) {
    const container = path.slice(0, path.lastIndexOf('/') + 1);
    for (const file of Object.keys(good).filter((name) => name.startsWith(container))) {
      assert.ok(file in tree, `${path} is there without ${file}`);
    }
  }
}

const ofTomogram = ({ item }: ToldEvent) => item?.type === 'tomogram' && item.run === 'TS_001';

const moments: Record<string, (event: ToldEvent) => boolean> = {
  'after the frames': ({ event, item }) => event === 'item-finished' && item?.type === 'frame',
  'when the large tomogram starts': (told) => told.event === 'item-started' && ofTomogram(told),
  'within the large tomogram': (told) => told.event === 'item-progress' && ofTomogram(told),
  'after the large tomogram': (told) => told.event === 'item-finished' && ofTomogram(told),
  'after the first run': ({ event }) => event === 'run-finished',
};

for (const [i, [name, isMoment]] of Object.entries(moments).entries()) {
  const add = name === 'within the large tomogram' ? test : long;
  add(`SIGKILL ${name}: what is there is whole, and the next ingest completes the tree`, async () => {
    const output = `killed-${i}`;
    const result = await signalAt(ingestInto(output), environment, isMoment, 'SIGKILL');
    assert.is(result?.signal, 'SIGKILL');
    const left = await hashTree(join(directory, output));
    assertWhole(left);
    assertMetadataLast(left);
    assert.ok(Object.keys(left).length < Object.keys(good).length);
    assert.is((await runInProcess(ingestInto(output), environment)).status, 0);
    assert.equal(await hashTree(join(directory, output)), good);
  });
}

const signals = { SIGINT: 'within the large tomogram', SIGTERM: 'after the frames' } as const;

for (const [signal, name] of Object.entries(signals)) {
  const add = signal === 'SIGINT' ? test : long;
  add(
    `${signal} ${name}: nothing half-made is left, the status says so, the next ingest completes the tree`,
    async () => {
      const moment = moments[name];
      if (moment === undefined) throw new Error(name);
      const result = await signalAt(ingestInto(signal), environment, moment, signal as NodeJS.Signals);
      assert.is(result?.signal, null);
      assert.is(result?.status, 1);
      const left = await hashTree(join(directory, signal));
      assert.equal(Object.keys(left).filter(isPartial), []);
      assertWhole(left);
      assertMetadataLast(left);
      assert.ok(Object.keys(left).length < Object.keys(good).length);
      assert.is((await runInProcess(ingestInto(signal), environment)).status, 0);
      assert.equal(await hashTree(join(directory, signal)), good);
    },
  );
}

test.run();
