import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CryoetError, Report } from '../../../src/base/errors.js';
import { bytesOf } from '../../../src/formats/byte-source.js';
import type { PublishedPoint } from '../../../src/formats/points/point.js';
import {
  blankLine,
  formatPointLine,
  mixedKinds,
  readPublishedPoints,
} from '../../../src/formats/points/published-points.js';
import { errorOf, survivesAsync } from '../support/points.js';

const test = suite('published points');

async function read(contents: string | Uint8Array, report?: Report): Promise<PublishedPoint[]> {
  const points: PublishedPoint[] = [];
  for await (const some of readPublishedPoints(bytesOf('a.ndjson', contents, 50), report))
    points.push(...some);
  return points;
}

const location = { x: 1, y: 2.5, z: 3 };
const at = '"location": {"x": 1, "y": 2, "z": 3}';
const matrix = '[[1, 0, 0], [0, 1, 0], [0, 0, 1]]';

test('what is written is read', async () => {
  const rotation = [0, -1, 0, 1, 0, 0, 0, 0, 1] as const;
  const lines = [
    formatPointLine({ type: 'orientedPoint', location, rotation }),
    formatPointLine({ type: 'orientedPoint', location, rotation }),
  ];
  const point = { type: 'orientedPoint', ...location, rotation, instance: null };
  for (const end of ['\n', '\r\n', '']) {
    assert.equal(await read(lines.join(end || '\n') + end), [
      { line: 1, ...point },
      { line: 2, ...point },
    ]);
  }
  const [instance] = await read(formatPointLine({ type: 'instancePoint', location, instanceId: 4 }));
  assert.equal([instance?.type, instance?.instance, instance?.rotation], ['instancePoint', 4, null]);
  assert.equal(await read(''), []);
  assert.equal((await read(`{${at}, "type": 5}`))[0]?.type, null);
  assert.is((await read('{"location": {"x": 1, "y": 2, "z": 3, "w": 4}}'))[0]?.unknownKey, 'location.w');
  assert.equal((await read(Buffer.from(`\uFEFF{${at}}\n`, 'utf16le'))).length, 1);
});

const wrong: readonly [line: string, message: string, keyPath?: string][] = [
  ['', blankLine],
  ['x', 'not JSON'],
  ['[]', 'no location', 'location'],
  ['null', 'no location', 'location'],
  ['{"type": "point"}', 'no location', 'location'],
  ['{"location": {"x": 1, "y": 2, "z": "3"}}', 'no location', 'location'],
  ['{"location": {"x": 1, "y": 2, "z": 1e999}}', 'no location', 'location'],
  [`{${at}, "instance_id": null}`, 'no instance_id', 'instance_id'],
  [`{${at}, "xyz_rotation_matrix": [[1]]}`, 'xyz_rotation_matrix is not a matrix', 'xyz_rotation_matrix'],
  [`{${at}, "xyz_rotation_matrix": null}`, 'xyz_rotation_matrix is not a matrix', 'xyz_rotation_matrix'],
  [`{${at}, "xyz_rotation_matrix": ${matrix}}`, mixedKinds, 'xyz_rotation_matrix'],
  [`{${at}, "instance_id": 3}`, mixedKinds, 'instance_id'],
];

test('fails at the first line that is not a point', async () => {
  for (const [line, message, keyPath] of wrong) {
    const error = await errorOf(() => read(`{${at}}\n${line}\n{${at}}\n`));
    assert.equal([error.message, error.path, error.line, error.keyPath], [message, 'a.ndjson', 2, keyPath]);
  }
});

test('a collector gets every issue, and the other points are read', async () => {
  const issues: CryoetError[] = [];
  const text = [`{${at}}`, ...wrong.map(([line]) => line), `{${at}}`].join('\n');
  const points = await read(text, (issue) => issues.push(issue));
  assert.equal(
    issues.map(({ message, facts }) => [message, facts.line]),
    wrong.map(([, message], index) => [message, index + 2]),
  );
  // A point without its rotation is a point.
  assert.equal(
    points.map(({ line }) => line),
    [1, 10, 11, 12, 13, 14],
  );
});

test('survives mangled files', async () => {
  const bytes = new TextEncoder().encode(`{${at}, "xyz_rotation_matrix": ${matrix}}\n`.repeat(3));
  await survivesAsync((copy) => read(copy), bytes);
});

test.run();
