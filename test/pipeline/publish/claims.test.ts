import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/errors/index.js';
import type { PlannedOutput } from '../../../src/pipeline/import-result.js';
import { createClaims } from '../../../src/pipeline/publish/claims.js';
import { makeItem } from '../support/make-item.js';

const test = suite('claims');

const output = (path: string, from: string): PlannedOutput => ({ template: 'gain', path, from, bytes: null });

test('lets an item claim its outputs again', () => {
  const claims = createClaims();
  const gain = makeItem('gain', 'a');
  claims.claim(gain, [output('10/run/Gains/a.mrc', 'in/a.mrc')]);
  claims.claim(gain, [output('10/run/Gains/a.mrc', 'in/a.mrc')]);
});

test('refuses a second source for an output and names both', () => {
  const claims = createClaims();
  claims.claim(makeItem('gain', 'a'), [output('10/run/Gains/x.mrc', 'in/a.mrc')]);
  try {
    claims.claim(makeItem('gain', 'b'), [output('10/run/Gains/x.mrc', 'in/b.mrc')]);
    assert.unreachable();
  } catch (error) {
    assert.is(
      describeError(error),
      '10/run/Gains/x.mrc: gain b: two sources for one output: expected one source (in/a.mrc), found another (in/b.mrc)',
    );
  }
});

test('refuses two files of one item under one name', () => {
  const claims = createClaims();
  const frames = makeItem('frame', 'a');
  assert.throws(
    () =>
      claims.claim(frames, [
        output('10/run/Frames/x.mrc', 'in/1/x.mrc'),
        output('10/run/Frames/x.mrc', 'in/2/x.mrc'),
      ]),
    'two sources for one output',
  );
});

test('forgets the claims below a finished run', () => {
  const claims = createClaims();
  claims.claim(makeItem('gain', 'a'), [output('10/run/Gains/x.mrc', 'in/a.mrc')]);
  claims.release('10/run/');
  claims.claim(makeItem('gain', 'b'), [output('10/run/Gains/x.mrc', 'in/b.mrc')]);
});

test.run();
