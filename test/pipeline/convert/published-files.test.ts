import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import { type ByteSource, bytesOf } from '../../../src/formats/byte-source.js';
import type { PublishedPoint } from '../../../src/formats/points/point.js';
import {
  formatPointLine,
  type LineReader,
  readPublishedPoints,
} from '../../../src/formats/points/published-points.js';
import { lineWork } from '../../../src/pipeline/convert/line-work.js';
import { KernelPool } from '../../../src/volume/kernels/load-kernels.js';

const test = suite('long files of points');

const { read } = lineWork(new KernelPool());
const random = createRandom(11);

/** Some 1.8 MB, which is read in several pieces. */
const lines = Array.from({ length: 20_000 }, () => {
  const [x, y, z] = [random.uniform() * 4000, random.uniform() * 4000, random.uniform() * 900];
  return formatPointLine({ type: 'point', location: { x, y, z } });
});

async function points(source: ByteSource, reader: LineReader | null): Promise<PublishedPoint[]> {
  const all: PublishedPoint[] = [];
  for await (const some of readPublishedPoints(source, undefined, reader)) all.push(...some);
  return all;
}

const sourceOf = (changed: readonly string[], end = '\n') =>
  bytesOf('a.ndjson', changed.join('\n') + end, 2 ** 16);

/** The lines with another text for one of them. */
const withLine = (number: number, text: string) => lines.with(number - 1, text);

for (const [what, changed, end] of [
  ['as ingest spells them', lines, '\n'],
  ['without an end of the last line', lines, ''],
  [
    'of which one in the second piece is spelled otherwise',
    withLine(9000, '{"location":{"x":1,"y":2,"z":3}}'),
  ],
  ['of which the last is', withLine(20_000, '{"location":{"x":1,"y":2,"z":3}}')],
  ['of which the first is', withLine(1, '{"location":{"x":1,"y":2,"z":3}}')],
] as const) {
  test(`lines ${what} are read alike by kernels and without`, async () => {
    const byKernels = await points(sourceOf(changed, end), read);
    assert.is(byKernels.length, 20_000);
    assert.equal(byKernels.at(-1)?.line, 20_000);
    assert.equal(byKernels, await points(sourceOf(changed, end), null));
  });
}

test('the first line that is no point is named, wherever it is', async () => {
  for (const number of [1, 7, 9000, 20_000]) {
    const failure = await points(sourceOf(withLine(number, '{"location": 5}')), read).then(
      () => null,
      ({ facts }) => [facts.path, facts.line],
    );
    assert.equal(failure, ['a.ndjson', number]);
  }
});

test('the file is closed where nobody wants more of it', async () => {
  for (const changed of [lines, withLine(2, '{"location":{"x":1,"y":2,"z":3}}')]) {
    let isClosed = false;
    const whole = sourceOf(changed);
    async function* chunks() {
      try {
        yield* whole.chunks();
      } finally {
        isClosed = true;
      }
    }
    let batches = 0;
    for await (const _ of readPublishedPoints({ path: whole.path, chunks }, undefined, read)) {
      if (++batches === 2) break;
    }
    assert.is(isClosed, true);
  }
});

test.run();
