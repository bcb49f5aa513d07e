import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../../src/base/errors.js';
import { stretchDoubts, tomogramHeaders } from '../../../src/pipeline/annotation/mask-file.js';
import { makeContext } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';

const test = suite('shapes that masks are fitted to');

const spacing = makeItem('voxel_spacing', '10.000');
const item = makeItem('annotation', '1', { parent: spacing });
const tomograms = ['a', 'b'].map((name) => makeItem('tomogram', name, { parent: spacing }));

function contextOf(error: Error) {
  return makeContext({
    find: async (type) => (type === 'tomogram' ? tomograms : []),
    volumeHeader: async ({ name }) => {
      if (name === 'a') throw error;
      return { shape: [1, 2, 3] } as never;
    },
  });
}

test('leave out a tomogram that cannot be read', async () => {
  const headers = await tomogramHeaders({ item }, contextOf(new FormatError('no volume')));
  assert.equal(
    headers.map(({ shape }) => shape),
    [[1, 2, 3]],
  );
});

test('do not hide a fault of the program', async () => {
  const fault = new TypeError('undefined is not a function');
  await tomogramHeaders({ item }, contextOf(fault)).then(
    () => assert.unreachable(),
    (error) => assert.is(error, fault),
  );
});

test('a mask whose edges need several factors is stretched', () => {
  // As it is, binned by 2 and by 3 with what is left over cut off, and unbinned with it.
  for (const shape of [
    [75, 240, 232],
    [37, 120, 116],
    [25, 80, 77],
    [303, 962, 929],
  ] as const)
    assert.equal(stretchDoubts(shape, [75, 240, 232]), [], shape.join());
  for (const shape of [
    [60, 240, 232],
    [240, 75, 232],
    [75, 250, 232],
  ] as const)
    assert.is(stretchDoubts(shape, [75, 240, 232]).length, 1, shape.join());
  assert.match(stretchDoubts([60, 240, 232], [75, 240, 232])[0] ?? '', '232 × 240 × 60 voxels');
});

test.run();
