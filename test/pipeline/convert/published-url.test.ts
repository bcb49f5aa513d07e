import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publishedUrl } from '../../../src/pipeline/convert/annotation-layers.js';
import { makeContext } from '../support/make-context.js';

const test = suite('addresses of what is published');

test('names are encoded', () => {
  const context = makeContext();
  assert.is(publishedUrl('1/TS_1/a.zarr', context), 'https://host/1/TS_1/a.zarr');
  assert.is(publishedUrl('1/TS #1?/a.zarr', context), 'https://host/1/TS%20%231%3F/a.zarr');
});

test.run();
