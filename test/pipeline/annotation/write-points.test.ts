import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import type { AnnotationPoint } from '../../../src/formats/points/point.js';
import { formatPointLine } from '../../../src/formats/points/published-points.js';
import { writePoints } from '../../../src/pipeline/annotation/point-file.js';
import { lineWork } from '../../../src/pipeline/convert/line-work.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { KernelPool } from '../../../src/volume/kernels/load-kernels.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const test = suite('points as ndjson');

const { directory, remove } = temporaryDirectory();
test.after(remove);

const random = createRandom(7);
const location = () => ({ x: random.uniform() * 900, y: random.uniform() * 900, z: random.uniform() * 300 });
const point = (): AnnotationPoint => ({ type: 'point', location: location() });
const instance = (instanceId: number): AnnotationPoint => ({
  type: 'instancePoint',
  location: location(),
  instanceId,
});
const many = (count: number, make: (index: number) => AnnotationPoint) =>
  Array.from({ length: count }, (_, index) => make(index));

async function written(name: string, batches: readonly (readonly AnnotationPoint[])[]) {
  async function* source() {
    yield* batches;
  }
  const storage = await openStorage(directory);
  const result = await writePoints(source(), storage, name, lineWork(new KernelPool()));
  const text = result.points === 0 ? null : Buffer.from(await storage.get(name)).toString('latin1');
  return { result, text, isThere: (await storage.kind(name)) !== null };
}

const expected = (batches: readonly (readonly AnnotationPoint[])[]) =>
  batches
    .flat()
    .map((some) => `${formatPointLine(some)}\n`)
    .join('');

for (const [name, batches] of Object.entries({
  'in batches of any length': [[], many(1, point), many(9000, point), [], many(700, point)],
  'up to where the next piece begins': [many(4096, point), many(4096, point)],
  'of several kinds': [many(3, point), many(5000, instance), many(2, point)],
  'of several kinds in a batch': [many(2, point), [point(), instance(3)], many(2, instance)],
  'with numbers of instances that are not exact': [many(4, instance), [instance(2 ** 60)], many(4, instance)],
})) {
  test(`lines ${name} are those of each point`, async () => {
    const { result, text } = await written(`${name}.ndjson`, batches);
    const lines = expected(batches);
    assert.is(text, lines);
    assert.equal(result, { points: batches.flat().length, bytesWritten: lines.length });
  });
}

test('no points make no file', async () => {
  const { result, isThere } = await written('none.ndjson', [[], []]);
  assert.equal([result, isThere], [{ points: 0, bytesWritten: 0 }, false]);
});

test('points that fail leave no file', async () => {
  async function* source() {
    yield many(5000, point);
    throw new Error('the table ends here');
  }
  const storage = await openStorage(directory);
  const failure = await writePoints(source(), storage, 'cut.ndjson', lineWork(new KernelPool())).then(
    () => '',
    ({ message }: Error) => message,
  );
  assert.equal([failure, await storage.kind('cut.ndjson')], ['the table ends here', null]);
});

test.run();
