import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdsAngles } from '../../src/init/read-facts.js';

const test = suite('whether points have angles');

const none = new Uint8Array(0);
const columns = (...names: string[]) => `data_\n\nloop_\n${names.join('\n')}\n`;

test('tables by their columns', () => {
  const position = ['_rlnCoordinateX #1', '_rlnCoordinateY #2', '_rlnCoordinateZ #3'];
  for (const format of ['relion3_star', 'relion31_star', 'relion4_star', 'tomoman_relion_star']) {
    assert.is(holdsAngles(format, columns(...position), none, 'p.star'), false, format);
    assert.is(holdsAngles(format, columns(...position, '_rlnAngleRot #4'), none, 'p.star'), true, format);
  }
  assert.is(holdsAngles('copick', '{"points": [{"transformation_": null}]}', none, 'p.json'), false);
  const picks = '{"points": [{"transformation_": [[1, 0]]}]';
  for (const [trust, holds] of [
    ['', true],
    [', "trust_orientation": true', true],
    [', "trust_orientation": false', false],
  ] as const) {
    // The beginning of a long file lacks its end.
    const whole = new TextEncoder().encode(`${picks}${trust}}`);
    assert.is(holdsAngles('copick', picks, whole, 'p.json'), holds, trust);
  }
});

test('formats that always or never have some are not asked', () => {
  assert.is(holdsAngles('dynamo_tbl', '1 2 3', none, 'p.tbl'), null);
  assert.is(holdsAngles('constructor', '', none, 'p'), null);
});

test.run();
