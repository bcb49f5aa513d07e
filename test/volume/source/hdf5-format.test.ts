import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { buildHff } from '../../formats/support/build-meshes.js';
import { mangled } from '../../formats/support/mangle.js';
import { emanFiles } from '../support/eman-files.js';
import { patterned, readValues, valuesOf } from '../support/read-values.js';

const test = suite('EMAN2 HDF5 volumes');

async function failure(bytes: Uint8Array): Promise<string> {
  try {
    await readValues({ a: bytes }, 'a');
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

for (const [name, bytes] of emanFiles) {
  test(`reads ${name}`, async () => {
    const { header, values } = await readValues({ a: bytes }, 'a');
    assert.equal([header.format, header.shape], ['eman', [3, 4, 5]]);
    assert.is(header.voxelSize?.y.toFixed(4), '13.4800');
    const expected = valuesOf([3, 4, 5], patterned);
    const off = values.map((value, index) => Math.abs(value - (expected[index] ?? 0)));
    // 12 bits of 0…250: half a step is 0.031.
    assert.ok(Math.max(...off) <= (name.includes('12 bits') ? 0.031 : 0), `${Math.max(...off)}`);
  });
}

test('says that other HDF5 files are no volumes', async () => {
  assert.match(await failure(await buildHff([])), 'an HDF5 file that is not an EMAN2 volume');
});

test('mangled files give only our errors', async () => {
  for (const [seed, [, bytes]] of emanFiles.entries())
    for (const copy of mangled(bytes, seed, 60)) await failure(copy);
});

test.run();
