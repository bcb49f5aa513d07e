import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ResultSlots, releaseSlot } from '../../../src/volume/engine/unit-runner.js';

const test = suite('ResultSlots');

test('lends its places in turn, each until it is given back', () => {
  const slots = new ResultSlots(3);
  const leases = [slots.take(), slots.take(), slots.take()];
  assert.equal(
    leases.map(({ slot }) => slot),
    [0, 1, 2],
  );
  assert.equal([...(leases[0]?.flags ?? [])], [1, 1, 1]);
  for (const lease of leases.slice(0, 2)) releaseSlot(lease);
  assert.equal([...(leases[0]?.flags ?? [])], [0, 0, 1]);
  assert.is(slots.take().slot, 0);
  assert.is(slots.take().slot, 1);
  assert.equal([...(leases[0]?.flags ?? [])], [1, 1, 1]);
});

test.run();
