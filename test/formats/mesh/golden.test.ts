import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeGlb } from '../../../src/formats/mesh/glb.js';
import { readMesh } from '../../../src/formats/mesh/mesh-formats.js';
import { hff } from '../../../src/formats/mesh/sff.js';
import { corpusFile, type GoldenEntry, goldenEntries } from '../support/golden.js';
import { measure } from '../support/measure-mesh.js';

const test = suite('meshes as the reference converts them');

interface Measures {
  readonly faces: number;
  readonly vertices: number;
  readonly bounds: readonly [number[], number[]];
  readonly area: number;
  readonly volume: number;
}

function assertClose(found: number, expected: number, place: string): void {
  assert.ok(
    Math.abs(found - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
    `${place}: ${found}, not ${expected}`,
  );
}

for (const [key, golden] of goldenEntries('mesh/') ?? []) {
  const [path = '', option = ''] = key.split(' ');
  const { value } = golden as GoldenEntry & { value: unknown };
  const bytes = () => corpusFile(path);
  if (option === 'names') {
    test(key, async () => assert.equal(await hff.names(bytes(), path), value));
    continue;
  }
  test(key, async () => {
    const name = path.endsWith('.hff') ? 'special_name' : null;
    const mesh = await readMesh(bytes(), path, { name });
    const written = await writeGlb(mesh, Number(option.split('=')[1]), 'mesh');
    const found = measure(await readMesh(written, path, { format: 'glb' }));
    const expected = value as Measures;
    assert.is(found.faces, expected.faces);
    assert.is(found.vertices, expected.vertices);
    found.bounds.flat().forEach((bound, index) => {
      assertClose(bound, expected.bounds.flat()[index] as number, `bound ${index}`);
    });
    assertClose(found.area, expected.area, 'area');
    assertClose(found.volume, expected.volume, 'volume');
  });
}

test.run();
