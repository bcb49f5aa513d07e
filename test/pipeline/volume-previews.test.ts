import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { VolumePreviews } from '../../src/pipeline/context.js';
import type { VolumePreview } from '../../src/volume/engine/volume-job.js';

const test = suite('previews that are kept');

const preview = (bytes: number): VolumePreview => ({
  shape: [1, 1, bytes / 4],
  slab: { width: bytes / 4, height: 1, sums: new Float32Array(bytes / 4) },
  coarsest: null,
});

test('the last ones stay, as far as there is room', () => {
  const previews = new VolumePreviews(100);
  previews.keep('a', preview(40));
  previews.keep('b', preview(40));
  assert.is(previews.of('a')?.shape[2], 10);
  previews.keep('c', preview(40));
  assert.equal(
    ['a', 'b', 'c', 'd'].map((path) => previews.of(path) !== null),
    [false, true, true, false],
  );
  previews.keep('b', preview(60));
  assert.is(previews.of('b')?.shape[2], 15);
  assert.is(previews.of('c')?.shape[2], 10);
  previews.keep('large', preview(200));
  assert.equal(
    ['b', 'c', 'large'].map((path) => previews.of(path)),
    [null, null, null],
  );
  previews.keep('run/a', preview(40));
  previews.keep('run 2/a', preview(40));
  previews.forget('run');
  assert.equal([previews.of('run/a'), previews.of('run 2/a') === null], [null, false]);
});

test.run();
