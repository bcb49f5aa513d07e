import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import { type LineForm, lineForm } from '../../../src/formats/points/published-points.js';
import { createLineThread } from '../../../src/pipeline/convert/line-thread.js';
import { lineWork } from '../../../src/pipeline/convert/line-work.js';
import { KernelPool } from '../../../src/volume/kernels/load-kernels.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const test = suite('lines in a worker');

const form = lineForm('point');
const neverDies = (cause: unknown) => assert.unreachable(String(cause));

function numbersOf(lines: number, seed: number, { integers }: LineForm = form): Float64Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Float64Array.from({ length: lines * integers.length }, () => (random.uniform() - 0.5) * 2000);
}

test('are those of this thread, many or few, in the order in which they were asked for', async () => {
  const kernels = new KernelPool();
  const here = lineWork(kernels);
  const thread = createLineThread(kernels, neverDies);
  try {
    const sizes = [1, 5000, 10, 20_000, 4096, 3];
    const values = sizes.map((size, seed) => numbersOf(size, seed));
    const expected: Uint8Array[] = [];
    for (const some of values) expected.push(await here.spell(some, form));
    const spelled = await Promise.all(values.map((some) => thread.spell(some, form)));
    assert.equal(spelled.map(textOf), expected.map(textOf));
    const read = await Promise.all(expected.map((text) => thread.read(text, form)));
    assert.equal(
      read.map(({ lines, bytes }) => [lines, bytes]),
      sizes.map((size, index) => [size, expected[index]?.length]),
    );
    for (const [index, { values: numbers }] of read.entries()) assert.equal(numbers, values[index]);
  } finally {
    await thread.close();
  }
});

test('are read up to the first that is spelled otherwise', async () => {
  const kernels = new KernelPool();
  const thread = createLineThread(kernels, neverDies);
  try {
    const lines = await thread.spell(numbersOf(3000, 1), form);
    const text = Buffer.concat([lines, Buffer.from('{"type": "point"}\n'), lines]);
    const { lines: count, bytes } = await thread.read(text, form);
    assert.equal([count, bytes], [3000, lines.length]);
  } finally {
    await thread.close();
  }
});

test('what cannot be spelled is an error here, and the worker goes on', async () => {
  const thread = createLineThread(new KernelPool(), neverDies);
  try {
    const long: LineForm = { pieces: ['x'.repeat(300), '\n'], integers: [false] };
    const failure = await thread.spell(new Float64Array(20_000), long).then(
      () => '',
      ({ message }: Error) => message,
    );
    assert.is(failure, 'a piece of 300 bytes');
    const values = numbersOf(4096, 2);
    assert.is((await thread.read(await thread.spell(values, form), form)).lines, 4096);
  } finally {
    await thread.close();
  }
});

test('a worker that dies is done without, and told of once', async () => {
  const { directory, remove } = temporaryDirectory();
  const file = join(directory, 'worker.mjs');
  writeFileSync(
    file,
    'export default () => new Promise(() => setTimeout(() => { throw new Error("gone"); }));',
  );
  const kernels = new KernelPool();
  const deaths: string[] = [];
  const thread = createLineThread(kernels, (cause) => deaths.push(String(cause)), pathToFileURL(file));
  try {
    const values = Array.from({ length: 12 }, (_, seed) => numbersOf(4096, seed));
    const spelled = await Promise.all(values.map((some) => thread.spell(some, form)));
    for (const [index, some] of values.entries()) {
      assert.is(textOf(spelled[index]!), textOf(await lineWork(kernels).spell(some, form)));
    }
    assert.is((await thread.read(spelled[0]!, form)).lines, 4096);
    assert.equal(deaths, ['Error: gone']);
  } finally {
    await thread.close();
    remove();
  }
});

test('after its end there is no worker', async () => {
  const thread = createLineThread(new KernelPool(), neverDies);
  const values = numbersOf(4096, 5);
  const before = textOf(await thread.spell(values, form));
  await thread.close();
  await thread.close();
  assert.is(textOf(await thread.spell(values, form)), before);
});

test('a worker that was never needed is not there to be ended', async () => {
  const thread = createLineThread(new KernelPool(), neverDies);
  assert.is((await thread.spell(numbersOf(2, 3), form)).length > 0, true);
  await thread.close();
});

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

test.run();
