import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { mangled } from '../../formats/support/mangle.js';
import { dm4WithImage } from '../../support/write-dm4.js';
import { emFile } from '../support/build-em.js';
import { makeMrc } from '../support/make-mrc.js';
import { readValues } from '../support/read-values.js';

const test = suite('EM and DigitalMicrograph volumes');

const counting = Array.from({ length: 24 }, (_, index) => index - 5);

async function failure(bytes: Uint8Array): Promise<string> {
  try {
    await readValues({ a: bytes }, 'a');
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

test('reads every type of EM files, of every machine', async () => {
  for (const machine of [0, 3, 5, 6]) {
    for (const type of [1, 2, 4, 5, 9]) {
      const { header, values } = await readValues({ a: emFile(machine, type, counting) }, 'a');
      assert.equal(
        [header.format, header.shape, header.voxelSize],
        ['em', [2, 3, 4], { x: 13.48, y: 13.48, z: 13.48 }],
      );
      assert.equal(values, counting, `machine ${machine}, type ${type}`);
    }
  }
});

test('says what an EM file lacks', async () => {
  assert.match(await failure(emFile(6, 5, counting).subarray(0, 600)), 'shorter than its header says');
  assert.match(await failure(emFile(6, 5, counting).subarray(0, 300)), 'ends within its EM header');
  assert.match(await failure(emFile(6, 8, counting)), 'found complex float');
  assert.match(await failure(emFile(6, 5, counting, [0, 3, 4] as never)), 'invalid extents');
});

test('takes an MRC for an MRC, whatever it begins with', async () => {
  const { header } = await readValues(
    { a: makeMrc({ shape: [1, 1, 3], littleEndian: false } as never) },
    'a',
  );
  assert.is(header.format, 'mrc');
});

test('reads DigitalMicrograph images, the last row first', async () => {
  const image = { dataType: 2, tagType: 6, samples: counting.map(Number), dimensions: [4, 3, 2], scale: 0.5 };
  const reversed = [0, 1].flatMap((z) =>
    [2, 1, 0].flatMap((y) => counting.slice((z * 3 + y) * 4, (z * 3 + y) * 4 + 4)),
  );
  for (const version of [3, 4] as const) {
    const { header, values } = await readValues({ a: dm4WithImage(image, version) }, 'a');
    assert.equal([header.format, header.shape, header.voxelSize], ['dm', [2, 3, 4], { x: 5, y: 5, z: 5 }]);
    assert.equal(values, reversed);
  }
});

test('mangled files give only our errors', async () => {
  const image = { dataType: 2, tagType: 6, samples: counting, dimensions: [4, 3, 2], scale: 0.5 };
  const files = [emFile(6, 5, counting), emFile(3, 2, counting), dm4WithImage(image, 3), dm4WithImage(image)];
  for (const [seed, bytes] of files.entries()) {
    for (const copy of mangled(bytes, seed, 300)) await failure(copy);
  }
});

test.run();
