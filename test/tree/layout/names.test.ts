import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatFixed } from '../../../src/base/float.js';
import { annotationKey, voxelSpacingName } from '../../../src/tree/layout/build-path.js';

const test = suite('layout names');

test('gives voxel spacings three decimals', () => {
  assert.is(voxelSpacingName(10), '10.000');
  assert.is(voxelSpacingName(13.48), '13.480');
  assert.is(voxelSpacingName(4.9999), '5.000');
});

test('rounds exact ties to even, as Python does', () => {
  assert.is(formatFixed(0.125, 2), '0.12');
  assert.is(formatFixed(0.375, 2), '0.38');
  assert.is(formatFixed(2.675, 2), '2.67');
  assert.is(formatFixed(-0.125, 2), '-0.12');
  assert.is(formatFixed(2.5, 0), '2');
  assert.is(formatFixed(3.5, 0), '4');
  assert.is(formatFixed(1.0625, 3), '1.062');
  assert.is(formatFixed(1.0005, 3), '1.000');
});

test('names annotation files after the description, or the name where that is missing or long', () => {
  assert.is(
    annotationKey({ name: 'cytosolic ribosome', description: '80S Ribosome' }, '1.0'),
    '80s_ribosome-1.0',
  );
  assert.is(annotationKey({ name: 'Nuclear pore (NPC)' }, '2.0'), 'nuclear_pore__npc_-2.0');
  assert.is(annotationKey({ name: 'short', description: 'x'.repeat(51) }, '1.0'), 'short-1.0');
  assert.is(annotationKey({ name: 'short', description: 'x'.repeat(50) }, '1.0'), `${'x'.repeat(50)}-1.0`);
  assert.is(annotationKey({ name: 'a', description: '' }, '1.0 Beta'), 'a-1.0_beta');
});

test.run();
