import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../src/base/errors.js';
import { Float } from '../../src/base/float.js';
import type { Config, ConfigEntry, ConfigSource } from '../../src/deposition/config/config.js';
import { matchRegex } from '../../src/deposition/config/regex.js';
import { findItems } from '../../src/deposition/find-items.js';
import { ListingCache } from '../../src/storage/listing-cache.js';
import { type EntityType, entities, type SectionName } from '../../src/tree/entities/entity-type.js';
import { makeConfig, makeContext, makeEntry, makeSource } from '../pipeline/support/make-context.js';
import { makeItem } from '../pipeline/support/make-item.js';
import { MemoryStorage } from '../pipeline/support/memory-storage.js';

const test = suite('finding items');

const input = new MemoryStorage('in', { 'dep/a.xf': '', 'dep/b.tlt': '', 'dep/c.tlt': '' });
const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });

const globSource = (listGlob: string, changes: Partial<ConfigSource> = {}) =>
  makeSource({
    finder: { kind: 'source_glob', listGlob, matchRegex: /.*/, nameRegex: matchRegex('(.*)') },
    ...changes,
  });

const literal = (...value: (string | number | Float)[]) => makeSource({ finder: { kind: 'literal', value } });

function find(wanted: EntityType, entries: readonly ConfigEntry[], output = new MemoryStorage('out')) {
  const sections: Partial<Config['sections']> = { [entities[wanted].section.name as SectionName]: entries };
  const context = makeContext({
    config: makeConfig(sections),
    input,
    output,
    inputListings: new ListingCache(input),
  });
  return findItems(wanted, run, context, async () => (keys) => keys.map(() => 104));
}

const facts = async (items: ReturnType<typeof find>) =>
  (await items).map(({ name, files }) => [name, ...files]);

test('warns of files of one name in several directories, but not where names are those of runs', async () => {
  const storage = new MemoryStorage('in', { 'dep/a/f.tif': '', 'dep/b/f.tif': '', 'dep/b/g.tif': '' });
  const warningsOf = async (wanted: EntityType) => {
    const context = makeContext({
      config: makeConfig({
        [entities[wanted].section.name as SectionName]: [makeEntry(null, [globSource('*/*')])],
      }),
      input: storage,
      inputListings: new ListingCache(storage),
    });
    const items = await findItems(wanted, run, context, async () => (keys) => keys.map(() => 100));
    assert.equal(items.flatMap(({ files }) => files).slice(0, 2), ['dep/b/f.tif', 'dep/b/g.tif']);
    return context.events;
  };
  assert.equal(await warningsOf('frame'), [
    {
      kind: 'warning',
      item: { type: 'run', name: 'TS_001', dataset: '10', run: 'TS_001' },
      message: 'frame: duplicate file name: of f.tif, in/dep/b/f.tif is used, in/dep/a/f.tif is not',
    },
  ]);
  assert.equal(await warningsOf('run'), []);
});

test('has one item a file, in the order of entries and sources, none twice in an entry', async () => {
  const entries = [
    makeEntry(null, [globSource('*.tlt'), globSource('[ab].*')]),
    makeEntry(null, [globSource('b.tlt')]),
  ];
  assert.equal(await facts(find('gain', entries)), [
    ['b.tlt', 'dep/b.tlt'],
    ['c.tlt', 'dep/c.tlt'],
    ['a.xf', 'dep/a.xf'],
    ['b.tlt', 'dep/b.tlt'],
  ]);
});

test('drops what exclude matches from the start of the name', async () => {
  const entries = [
    makeEntry(null, [globSource('*', { exclude: [matchRegex('b\\.|a'), matchRegex('tlt')] })]),
  ];
  assert.equal(await facts(find('gain', entries)), [['c.tlt', 'dep/c.tlt']]);
});

test('does not search a source whose parent filters keep the run out', async () => {
  const parentFilters = { include: {}, exclude: { run: [/TS_/] } };
  assert.equal(await facts(find('gain', [makeEntry(null, [globSource('*', { parentFilters })])])), []);
});

test('groups all files that the sources of an entry find, where the entity wants it', async () => {
  const entries = [makeEntry(null, [globSource('*.xf'), globSource('*.none'), globSource('[bc].tlt')])];
  assert.equal(await facts(find('frame', entries)), [['a.xf', 'dep/a.xf', 'dep/b.tlt', 'dep/c.tlt']]);
  assert.equal(await facts(find('frame', [makeEntry(null, [literal('default')])])), [['default']]);
});

test('stands in for what no source finds', async () => {
  const items = await find('dataset_keyphoto', [makeEntry(null, [globSource('*.none')])]);
  assert.equal(
    items.map(({ name, origin }) => [name, origin]),
    [
      ['snapshot', 'default'],
      ['thumbnail', 'default'],
    ],
  );
  assert.equal(await facts(find('dataset_keyphoto', [makeEntry(null, [globSource('*.xf')])])), [
    ['a.xf', 'dep/a.xf'],
  ]);
});

test('writes voxel spacings with three decimals, each once', async () => {
  const entries = [
    makeEntry(null, [literal(10, new Float(4.99), '4.990')]),
    makeEntry(null, [literal('1e1')]),
  ];
  assert.equal(await facts(find('voxel_spacing', entries)), [['10.000'], ['4.990']]);
  for (const bad of ['ten', '', 0, -4]) {
    try {
      await find('voxel_spacing', [makeEntry(null, [literal(bad)])]);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, CryoetError);
      assert.is((error as CryoetError).message, 'not a voxel spacing');
    }
  }
});

test('numbers items by their key, and takes the number of those that the output holds', async () => {
  const path = '10/TS_001/Alignments/101/alignment_metadata.json';
  const output = new MemoryStorage('out', { [path]: '{"files": ["x.xf"]}' });
  const destination = makeSource({
    finder: {
      kind: 'destination_glob',
      listGlob: `{output_path}/${path}`,
      matchRegex: /.*/,
      nameRegex: matchRegex('(.*)'),
    },
  });
  const items = await find(
    'alignment',
    [makeEntry(null, [globSource('*.xf')]), makeEntry(null, [destination])],
    output,
  );
  assert.equal(
    items.map(({ id, origin, files }) => [id, origin, ...files]),
    [
      [104, 'source', 'dep/a.xf'],
      [101, 'output', 'x.xf'],
    ],
  );
});

test.run();
