import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { matchTilts, recordedTiltsOf, tiltListFaults } from '../../../src/tree/metadata/tilt-lists.js';

const test = suite('lists of tilts and the mdoc');

const recorded = [0, 3, -3, -6, 6];

test('refined tilts are those of the mdoc by rank, moved by one offset', () => {
  assert.equal(recordedTiltsOf([-6.9, -2.1, 0.2, 4.1, 6.4], recorded), [3, 2, 0, 1, 4]);
  assert.equal(recordedTiltsOf([4, 7, 10, 13.6, 16], recorded), [3, 2, 0, 1, 4], 'a lamella');
  assert.equal(recordedTiltsOf([-6, -2.9, 0.4, 3, 8.1], recorded), null, 'a tilt nearer to another section');
});

test('a list without some sections has the nearest', () => {
  assert.equal(recordedTiltsOf([-5.5, 0.8, 6.2], recorded), [3, 0, 4]);
  assert.equal(recordedTiltsOf([-9, 0, 6], recorded), null);
  assert.equal(recordedTiltsOf([0, 0.1], [0, 0, 3]), [0, 1], 'two takes at one tilt');
});

test('raw tilts are exact, other lists may be refined', () => {
  const tilts = [-6.4, -2.9, 0, 3, 6];
  const texts = (path: string, of: readonly number[] = tilts) =>
    tiltListFaults(path, of, recorded).map(({ message, found }) => [message, found]);
  assert.equal(texts('a.rawtlt'), [
    ['tilt 0 is not in the mdoc', '-6.4°'],
    ['tilt 1 is not in the mdoc', '-2.9°'],
  ]);
  assert.equal(texts('a.tlt'), []);
  assert.equal(texts('a.tlt', [-40, -20, 0, 20, 40]), [
    ['the tilts are not those of the mdoc, refined or not', '5 tilts from -40° to 40°'],
  ]);
});

test('raw tilts without a section have no match', () => {
  const sections = [{ TiltAngle: 12.1349 }, { TiltAngle: 15 }];
  assert.is(matchTilts([12.5, 15], sections, true), null);
  // JavaScript rounds 12.125 to 12.13, Python to 12.12.
  assert.is(matchTilts([12.125, 15], sections, true), null);
  assert.equal(matchTilts([15, 12.13], sections, true), [
    { zIndex: 0, section: sections[1] },
    { zIndex: 1, section: sections[0] },
  ]);
});

test.run();
