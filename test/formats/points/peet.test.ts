import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../../src/formats/byte-source.js';
import type { PointOptions } from '../../../src/formats/points/point.js';
import { buildImodModel } from '../support/build-imod-model.js';
import { errorOf, pointsOf, survivesAsync } from '../support/points.js';

const test = suite('motive lists of PEET');

type Triple = readonly [number, number, number];

async function read(contents: string | Uint8Array, options: PointOptions) {
  const points = await pointsOf(contents, 'orientedPoint', options);
  return points.map((point) => {
    if (point.type !== 'orientedPoint') throw new Error('expected an oriented point');
    const { x, y, z } = point.location;
    return { at: [x, y, z], rotation: point.rotation.map((value) => Math.round(value * 1e9) / 1e9 + 0) };
  });
}

test('turn and shift the points of their model', async () => {
  const header =
    'CCC,reserved,reserved,pIndex,wedgeWT,NA,NA,NA,NA,NA,xOffset,yOffset,zOffset,NA,NA,reserved,EulerZ(1),EulerZ(3),EulerX(2),reserved,CREATED WITH PEET Version 1.14.0 21-Feb-2020';
  const row = (index: number, offset: Triple, [phi, psi, theta]: Triple) =>
    `0.5,0,0,${index},1,0,0,0,0,0,${offset.join(',')},0,0,0,${phi},${psi},${theta},1`;
  const model = buildImodModel({
    contours: [
      [10, 20, 30, 40, 50, 60],
      [70, 80, 90],
    ],
    slicerAngles: [],
  });
  const options = { format: 'peet_motl', tomograms: bytesOf('a.mod', model) };
  const rows = [
    row(1, [1, -2, 0.5], [0, 90, 0]),
    row(3, [0, 0, 0], [90, 0, 90]),
    row(2, [0, 0, 0], [0, 0, 90]),
  ];
  const [first, third, second] = await read([header, ...rows, ''].join('\n'), options);
  assert.equal(
    [first?.at, third?.at, second?.at],
    [
      [11, 18, 30.5],
      [70, 80, 90],
      [40, 50, 60],
    ],
  );
  // Rz(90) turns x to y and y to −x; Rx(90)·Rz(90) turns x to z; Rx(90) turns y to z.
  assert.equal(first?.rotation, [0, -1, 0, 1, 0, 0, 0, 0, 1]);
  assert.equal(third?.rotation, [0, -1, 0, 0, 0, -1, 1, 0, 0]);
  assert.equal(second?.rotation, [1, 0, 0, 0, 0, -1, 0, 1, 0]);

  const warnings: string[] = [];
  const more = buildImodModel({ contours: [[10, 20, 30]], slicerAngles: [] });
  new DataView(more.buffer).setInt32(8 + 140, 4);
  const warn = (message: string) => warnings.push(message);
  await read([header, rows[0]].join('\n'), { ...options, tomograms: bytesOf('b.mod', more), warn });
  assert.equal(warnings, ['b.mod: the header states 4 objects, the model has 1']);

  const failure = (text: string, more = options) => errorOf(() => read(`${header}\n${text}\n`, more));
  const beyond = await failure(row(4, [0, 0, 0], [0, 0, 0]));
  assert.equal(
    [beyond.message, beyond.line, beyond.found],
    ['the model lacks the point of a particle', 2, '4'],
  );
  assert.match((await failure('1,0,0')).message, 'not a particle of PEET');
  assert.match((await errorOf(() => read(header, { format: 'peet_motl' }))).expected ?? '', 'tomograms_path');
  await survivesAsync(
    (bytes) => read(bytes, options),
    new TextEncoder().encode([header, ...rows].join('\n')),
  );
});

test.run();
