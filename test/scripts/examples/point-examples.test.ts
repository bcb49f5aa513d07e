import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatExamples } from '../../../scripts/examples/point-examples.js';
import { bytesOf } from '../../../src/formats/byte-source.js';
import { headOfText } from '../../../src/formats/file-head.js';
import { pointFormats, sniffPointFormat } from '../../../src/formats/points/point-formats.js';
import { readPoints } from '../../../src/formats/points/read-points.js';
import { buildImodModel } from '../../formats/support/build-imod-model.js';
import { pointsOf } from '../../formats/support/points.js';

const test = suite('examples of point formats');

test('every format has one, and no other has', () => {
  assert.equal(Object.keys(formatExamples).sort(), pointFormats.map(({ name }) => name).sort());
});

for (const { name, types, options } of pointFormats) {
  const example = formatExamples[name]?.example ?? null;
  if (example === null) continue;
  test(`that of ${name} begins like one and is the point that it says`, async () => {
    assert.is(sniffPointFormat(headOfText(example))?.name, name);
    const isInAngstrom = ['cmm', 'tardis', 'copick', 'cets', 'm_star'].includes(name);
    const [type = 'point'] = types;
    const points = [];
    for await (const batch of readPoints(bytesOf(`example.${name}`, example), type, {
      format: name,
      binning: isInAngstrom ? 10 : 1,
      voxelSpacing: 2.5,
      extent: async () => [500, 500, 250] as const,
      filter: name === 'stopgap_star' ? '1' : null,
    })) {
      points.push(...batch);
    }
    assert.is(points.length, 1, options.join());
    const { x, y, z } = points[0]?.location ?? {};
    assert.equal([x, y, z], [10, 20, 30]);
  });
}

test('the sample of a motive list is one particle of its model', async () => {
  const sample = formatExamples.peet_motl?.sample ?? '';
  assert.is(sniffPointFormat(headOfText(sample))?.name, 'peet_motl');
  const model = buildImodModel({ contours: [[9, 22, 29.5]], slicerAngles: [] });
  const options = { format: 'peet_motl', tomograms: bytesOf('a.mod', model) };
  const [point] = await pointsOf(sample, 'point', options);
  assert.equal(point?.location, { x: 10, y: 20, z: 30 });
});

test.run();
