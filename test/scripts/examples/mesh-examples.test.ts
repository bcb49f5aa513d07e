import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { meshExamples } from '../../../scripts/examples/mesh-examples.js';
import { meshFormats, readMesh } from '../../../src/formats/mesh/mesh-formats.js';

const test = suite('examples of mesh formats');

test('every format has one, and no other has', () => {
  assert.equal(Object.keys(meshExamples).sort(), meshFormats.map(({ name }) => name).sort());
});

for (const { name } of meshFormats) {
  const example = meshExamples[name]?.example ?? null;
  if (example === null) continue;
  test(`that of ${name} begins like one and is the triangle that it says`, async () => {
    const bytes = new TextEncoder().encode(example);
    for (const format of [name, 'auto']) {
      const { vertices, faces } = await readMesh(bytes, 'a', { format });
      assert.equal([...faces], [0, 1, 2]);
      assert.equal([...vertices], [0, 0, 0, 10, 0, 0, 0, 10, 0]);
    }
  });
}

test.run();
