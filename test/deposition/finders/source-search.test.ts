import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ConfigSource } from '../../../src/deposition/config/config.js';
import { collect, passesParentFilters } from '../../../src/deposition/finders/source-search.js';
import { makeSource } from '../../pipeline/support/make-context.js';
import { makeItem } from '../../pipeline/support/make-item.js';

const test = suite('search of a source');

test('results keep the first place of a repeated name and take its last path', () => {
  const found = (name: string, key: string) => ({ name, origin: 'source' as const, key });
  assert.equal(
    collect([found('a', '1/a'), found('b', '1/b'), found('a', '2/a')]).map(({ name, key }) => [name, key]),
    [
      ['a', '2/a'],
      ['b', '1/b'],
    ],
  );
});

test('results tell which paths a name hides', () => {
  const found = (name: string, key: string | null) => ({ name, origin: 'source' as const, key });
  assert.equal(
    collect([found('a', '1/a'), found('b', '1/b'), found('a', '2/a'), found('a', '3/a'), found('b', '1/b')]),
    [{ ...found('a', '3/a'), displaced: ['1/a', '2/a'] }, found('b', '1/b')],
  );
  assert.equal(collect([found('c', null), found('c', null)]), [found('c', null)]);
});

test('results of one name in a hundred thousand places', () => {
  const paths = Array.from({ length: 100_000 }, (_, index) => `${index}/a`);
  const [only] = collect(paths.map((key) => ({ name: 'a', origin: 'source', key })));
  assert.is(only?.key, '99999/a');
  assert.equal(only?.displaced, paths.slice(0, -1));
});

const dataset = makeItem('dataset', '10445');
const run = makeItem('run', 'TS_001', { parent: dataset });
const spacing = makeItem('voxel_spacing', '14.990', { parent: run });

type Filters = Partial<ConfigSource['parentFilters']>;
const passes = ({ include = {}, exclude = {} }: Filters, parent = spacing) =>
  passesParentFilters(makeSource({ parentFilters: { include, exclude } }), parent);

test('parent filters let everything through that no filter speaks of', () => {
  assert.ok(passes({}));
  assert.ok(passes({ include: { run: [] }, exclude: { run: [] } }));
  assert.ok(passes({ include: { tomogram: [/nothing/] } }));
  assert.ok(
    passesParentFilters(makeSource({ parentFilters: { include: { run: [/x/] }, exclude: {} } }), null),
  );
});

test('parent filters search anywhere in a name', () => {
  assert.ok(passes({ include: { dataset: [/044/] } }));
  assert.ok(passes({ include: { voxel_spacing: [/4.990/] } }));
  assert.not.ok(passes({ exclude: { run: [/_00/] } }));
});

test('parent filters want one of the includes of each type, and none of the excludes', () => {
  assert.ok(passes({ include: { run: [/TS_002/, /TS_001/] } }));
  assert.not.ok(passes({ include: { run: [/TS_002/] } }));
  assert.not.ok(passes({ include: { run: [/TS_001/], dataset: [/10446/] } }));
  assert.not.ok(passes({ include: { run: [/TS_001/] }, exclude: { run: [/1$/] } }));
  assert.not.ok(passes({ include: { run: [/TS_001/] }, exclude: { dataset: [/10445/] } }));
});

test.run();
