import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError } from '../../../src/base/errors.js';
import { Float } from '../../../src/base/float.js';
import { findLiterals } from '../../../src/deposition/finders/find-by-source.js';
import { makeContext, makeRow, makeSource } from '../../pipeline/support/make-context.js';
import { makeItem } from '../../pipeline/support/make-item.js';

const test = suite('literal finder');

const rows = new Map([['TS_001', makeRow('TS_001', { spacing: ' 7.84 ' })]]);
const context = makeContext({ maps: { rows, tomograms: null, frames: null, tiltSeries: null } });
const run = makeItem('run', 'TS_001');
const names = (value: Parameters<typeof findLiterals>[0], parent = run) =>
  findLiterals(value, { source: makeSource(), parent, context }).map(({ name }) => name);

test('names what the list holds, each once', () => {
  assert.equal(names(['a', 10, new Float(4.99), 'a']), ['a', '10', '4.99']);
});

test('takes a template from the row of the run', () => {
  assert.equal(names(['{spacing}', 'float {run_name}']), ['7.84', 'TS_001']);
  assert.throws(
    () => names(['{spacing}'], makeItem('run', 'TS_9')),
    (error: unknown) => error instanceof ConfigError,
  );
  assert.throws(
    () => names(['{other}']),
    (error: unknown) => error instanceof ConfigError,
  );
});

test('gives the images of a key photo by name', () => {
  const found = findLiterals(
    { snapshot: 'a/b.png', thumbnail: null },
    { source: makeSource(), parent: run, context },
  );
  assert.equal(found, [
    { name: 'snapshot', origin: 'literal', key: null, literal: 'a/b.png' },
    { name: 'thumbnail', origin: 'literal', key: null, literal: null },
  ]);
});

test.run();
