import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError } from '../../src/base/errors.js';
import { Float } from '../../src/base/float.js';
import { toPlain } from '../../src/base/json-value.js';
import { configuredMetadata } from '../../src/deposition/item-variables.js';
import { makeContext, makeEntry, makeRow } from '../pipeline/support/make-context.js';
import { makeItem } from '../pipeline/support/make-item.js';

const test = suite('configuredMetadata');

const run = makeItem('run', 'TS_001');
const metadata = {
  tilt_axis: 'float {axis}',
  quality: 'int {quality}',
  method: '{method}',
  plain: 'as it is',
  nested: { list: ['{method}'], authors: [{ name: '{method}' }] },
};
const context = makeContext({
  maps: {
    rows: new Map([['TS_001', makeRow('TS_001', { axis: '84.70', quality: '4', method: 'WBP' })]]),
    tomograms: null,
    frames: null,
    tiltSeries: null,
  },
});

test('fills in the columns of the run for tomograms, tilt series and frames', () => {
  for (const type of ['tomogram', 'tiltseries', 'frame'] as const) {
    const filled = configuredMetadata(
      makeItem(type, 'a', { parent: run, entry: makeEntry(metadata) }),
      context,
    );
    assert.instance(filled.tilt_axis, Float);
    assert.equal(toPlain(filled), {
      tilt_axis: 84.7,
      quality: 4,
      method: 'WBP',
      plain: 'as it is',
      nested: { list: ['WBP'], authors: [{ name: '{method}' }] },
    });
  }
});

test('leaves the metadata of others as written', () => {
  const alignment = makeItem('alignment', 'a', { parent: run, entry: makeEntry(metadata) });
  assert.equal(configuredMetadata(alignment, context), metadata);
});

test('is empty without an entry or its metadata', () => {
  assert.equal(configuredMetadata(makeItem('tomogram', 'a'), context), {});
  assert.equal(configuredMetadata(makeItem('tomogram', 'a', { entry: makeEntry(null) }), context), {});
});

test('names run and place where the run has no row', () => {
  const item = makeItem('tomogram', 'a', { parent: makeItem('run', 'TS_9'), entry: makeEntry(metadata) });
  try {
    configuredMetadata(item, context);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, ConfigError);
    const { path, line, entity, keyPath } = (error as ConfigError).facts;
    assert.equal(
      [path, line, entity, keyPath],
      ['config.yaml', 7, 'run TS_9', 'tomograms[0].metadata.tilt_axis'],
    );
  }
});

test.run();
