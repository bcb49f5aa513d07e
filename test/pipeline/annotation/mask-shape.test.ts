import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../../src/base/errors.js';
import { tomogramShapes } from '../../../src/pipeline/annotation/mask-shape.js';
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
  assert.equal(await tomogramShapes({ item }, contextOf(new FormatError('no volume'))), [[1, 2, 3]]);
});

test('do not hide a fault of the program', async () => {
  const fault = new TypeError('undefined is not a function');
  await tomogramShapes({ item }, contextOf(fault)).then(
    () => assert.unreachable(),
    (error) => assert.is(error, fault),
  );
});

test.run();
