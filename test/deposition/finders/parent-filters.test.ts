import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ConfigSource } from '../../../src/deposition/config/config.js';
import { passesParentFilters } from '../../../src/deposition/finders/found.js';
import { makeSource } from '../../pipeline/support/make-context.js';
import { makeItem } from '../../pipeline/support/make-item.js';

const test = suite('parent filters');

const dataset = makeItem('dataset', '10445');
const run = makeItem('run', 'TS_001', { parent: dataset });
const spacing = makeItem('voxel_spacing', '14.990', { parent: run });

type Filters = Partial<ConfigSource['parentFilters']>;
const passes = ({ include = {}, exclude = {} }: Filters, parent = spacing) =>
  passesParentFilters(makeSource({ parentFilters: { include, exclude } }), parent);

test('lets everything through that no filter speaks of', () => {
  assert.ok(passes({}));
  assert.ok(passes({ include: { run: [] }, exclude: { run: [] } }));
  assert.ok(passes({ include: { tomogram: [/nothing/] } }));
  assert.ok(
    passesParentFilters(makeSource({ parentFilters: { include: { run: [/x/] }, exclude: {} } }), null),
  );
});

test('searches anywhere in a name', () => {
  assert.ok(passes({ include: { dataset: [/044/] } }));
  assert.ok(passes({ include: { voxel_spacing: [/4.990/] } }));
  assert.not.ok(passes({ exclude: { run: [/_00/] } }));
});

test('wants one of the includes of each type, and none of the excludes', () => {
  assert.ok(passes({ include: { run: [/TS_002/, /TS_001/] } }));
  assert.not.ok(passes({ include: { run: [/TS_002/] } }));
  assert.not.ok(passes({ include: { run: [/TS_001/], dataset: [/10446/] } }));
  assert.not.ok(passes({ include: { run: [/TS_001/] }, exclude: { run: [/1$/] } }));
  assert.not.ok(passes({ include: { run: [/TS_001/] }, exclude: { dataset: [/10445/] } }));
});

test.run();
