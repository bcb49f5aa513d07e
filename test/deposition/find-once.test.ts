import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findOnce } from '../../src/deposition/find-items.js';
import { makeConfig, makeContext, makeEntry, makeSource } from '../pipeline/support/make-context.js';
import { makeItem } from '../pipeline/support/make-item.js';

const dataset = makeItem('dataset', '10', { parent: makeItem('deposition', '1') });
const runs = makeEntry(null, [makeSource({ finder: { kind: 'literal', value: ['TS_1', 'TS_2'] } })]);

test('gives the same items to all who ask, and others once they are forgotten', async () => {
  const { find, forget } = findOnce(makeContext({ config: makeConfig({ runs: [runs] }) }));
  const first = await find('run', dataset);
  assert.equal(
    first.map(({ name }) => name),
    ['TS_1', 'TS_2'],
  );
  assert.is(await find('run', dataset), first);
  forget(dataset);
  const second = await find('run', dataset);
  assert.is.not(second[0], first[0]);
  assert.equal(second, first);
});

test.run();
