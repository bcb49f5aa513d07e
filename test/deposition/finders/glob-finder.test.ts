import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../../demo/files/mrc.js';
import { ConfigError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import type { GlobFinder } from '../../../src/deposition/config/config.js';
import { matchRegex, type Pattern } from '../../../src/deposition/config/regex.js';
import { findByGlob, findByHeader, findByMultiGlob } from '../../../src/deposition/finders/find-by-source.js';
import { ListingCache } from '../../../src/storage/listing-cache.js';
import { makeConfig, makeContext, makeRow, makeSource } from '../../pipeline/support/make-context.js';
import { makeItem } from '../../pipeline/support/make-item.js';
import { MemoryStorage } from '../../pipeline/support/memory-storage.js';

const test = suite('glob finders');

const input = new MemoryStorage('in', {
  'dep/TS_001/a.xf': '',
  'dep/TS_001/a.tlt': '',
  'dep/TS_001/b.tlt': '',
  'dep/TS_002/c.tlt': '',
});
const output = new MemoryStorage('out', { '10/TS_001/Reconstructions/VoxelSpacing10.000/x': '' });
const context = makeContext({ input, output, inputListings: new ListingCache(input) });
const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });

const find = (finder: Partial<GlobFinder>) =>
  findByGlob(
    {
      kind: 'source_glob',
      listGlob: '{run_name}/*',
      matchRegex: /.*/,
      nameRegex: matchRegex('(?s)(.*)'),
      ...finder,
    },
    { source: makeSource(), parent: run, context },
  );

test('lists below the source prefix, templates filled in', async () => {
  assert.equal(await find({}), [
    { name: 'a.tlt', origin: 'source', key: 'dep/TS_001/a.tlt' },
    { name: 'a.xf', origin: 'source', key: 'dep/TS_001/a.xf' },
    { name: 'b.tlt', origin: 'source', key: 'dep/TS_001/b.tlt' },
  ]);
  assert.equal(
    (await find({ listGlob: '*' })).map(({ name }) => name),
    ['TS_001', 'TS_002'],
  );
  assert.equal(await find({ listGlob: 'TS_009/*' }), []);
});

test('leaves out the configuration and its table of runs', async () => {
  const files = { 'dep/TS_001/a.xf': '', 'dep/c.yaml': '', 'dep/runs.tsv': '' };
  const beside = new MemoryStorage('in', files);
  const config = { ...makeConfig(), file: './in/dep/c.yaml' };
  const found = await findByGlob(
    {
      kind: 'source_glob',
      listGlob: '*',
      matchRegex: /.*/,
      nameRegex: matchRegex('(?s)(.*)'),
    },
    {
      source: makeSource(),
      parent: run,
      context: makeContext({ input: beside, inputListings: new ListingCache(beside), config }),
    },
  );
  assert.equal(
    found.map(({ name }) => name),
    ['TS_001'],
  );
});

test('searches match_regex in the whole path, and names by group 1 of name_regex', async () => {
  const names = async (searched: Pattern, nameRegex = matchRegex('(?s)(.*)')) =>
    (await find({ matchRegex: searched, nameRegex })).map(({ name }) => name);
  assert.equal(await names(/in\/dep\/.*tlt$/), ['a.tlt', 'b.tlt']);
  assert.equal(await names(/\.tlt/, matchRegex('(\\w)\\.')), ['a', 'b']);
});

test('takes the last path of a repeated name', async () => {
  assert.equal(await find({ nameRegex: matchRegex('(\\w)\\.') }), [
    { name: 'a', origin: 'source', key: 'dep/TS_001/a.xf', displaced: ['dep/TS_001/a.tlt'] },
    { name: 'b', origin: 'source', key: 'dep/TS_001/b.tlt' },
  ]);
});

test('leaves out what name_regex does not match, with one warning', async () => {
  const nameRegex = matchRegex('(b.*)');
  const source = makeSource();
  const own = makeContext({ input, output, inputListings: new ListingCache(input) });
  const finder = { kind: 'source_glob', listGlob: '{run_name}/*', matchRegex: /.*/, nameRegex } as const;
  for (let times = 0; times < 2; times++) {
    assert.equal(await findByGlob(finder, { source, parent: run, context: own }), [
      { name: 'b.tlt', origin: 'source', key: 'dep/TS_001/b.tlt' },
    ]);
  }
  assert.equal(
    own.events.map((event) => event.kind === 'warning' && event.message),
    ['config.yaml:7: tomograms[0]: 2 files are left out, since name_regex (b.*) gives no name: a.tlt'],
  );
});

test('fails where name_regex matches no name', async () => {
  for (const nameRegex of [matchRegex('(x.*)'), matchRegex('a')]) {
    try {
      await find({ nameRegex });
      assert.unreachable();
    } catch (error) {
      assert.instance(error, ConfigError);
      assert.is((error as ConfigError).message, 'name_regex matches no name');
    }
  }
});

test('looks in the output for a destination_glob, which starts with an output variable', async () => {
  const finder = { kind: 'destination_glob', nameRegex: matchRegex('VoxelSpacing(.*)') } as const;
  assert.equal(await find({ ...finder, listGlob: '{run_output_path}/Reconstructions/*' }), [
    { name: '10.000', origin: 'output', key: '10/TS_001/Reconstructions/VoxelSpacing10.000' },
  ]);
  assert.equal((await find({ ...finder, listGlob: '{output_path}/*/*/Reconstructions/*' })).length, 1);
  try {
    await find({ ...finder, listGlob: '10/*' });
    assert.unreachable();
  } catch (error) {
    assert.is((error as ConfigError).message, 'a destination_glob starts with an output variable');
  }
});

test('a header of 1 Å gives no voxel spacing', async () => {
  const volume = (voxelSize: number) =>
    encodeMrc(
      { shape: [2, 2, 2], values: Float32Array.from({ length: 8 }, Math.sin) },
      { mode: 2, voxelSize },
    );
  const storage = new MemoryStorage('in', {
    'dep/TS_001/a.mrc': volume(1),
    'dep/TS_002/a.mrc': volume(7.84),
  });
  const own = (compatible: 'none' | 'portal') =>
    makeContext({ input: storage, inputListings: new ListingCache(storage), options: { compatible } });
  const namesOf = async (listGlob: string, compatible: 'none' | 'portal' = 'none') =>
    (
      await findByHeader(
        { listGlob, matchRegex: /.*/ },
        { source: makeSource(), parent: run, context: own(compatible) },
      )
    ).map(({ name }) => name);
  assert.equal(await namesOf('*/a.mrc'), ['7.840']);
  assert.equal(await namesOf('TS_001/a.mrc', 'portal'), ['1.000']);
  const failed = await namesOf('TS_001/a.mrc').catch((error: unknown) => describeError(error));
  assert.match(String(failed), 'the header gives no voxel size');
});

test('names of directories and runs are not patterns, cells of tables are', async () => {
  const odd = makeItem('run', 'TS[2]*', { parent: makeItem('dataset', '10') });
  const storage = new MemoryStorage('in', {
    'a [b]/TS[2]*/x.mrc': '',
    'a [b]/TS2/x.mrc': '',
    'a b/TS[2]*/x.mrc': '',
  });
  const empty = makeConfig();
  const oddContext = makeContext({
    input: storage,
    output: new MemoryStorage('out', { '10/TS[2]*/y': '', '10/TS2/y': '' }),
    inputListings: new ListingCache(storage),
    config: { ...empty, standardization: { ...empty.standardization, sourcePrefix: 'a [b]' } },
    maps: {
      rows: new Map([['TS[2]*', makeRow('TS[2]*', { run_name: 'TS[2]*', files: 'TS[23]' })]]),
      tomograms: null,
      frames: null,
      tiltSeries: null,
    },
  });
  const keys = async (finder: Partial<GlobFinder>) => {
    const glob = {
      kind: 'source_glob',
      listGlob: '',
      matchRegex: /.*/,
      nameRegex: matchRegex('(?s)(.*)'),
      ...finder,
    } as const;
    return (await findByGlob(glob, { source: makeSource(), parent: odd, context: oddContext })).map(
      ({ key }) => key,
    );
  };
  assert.equal(await keys({ listGlob: '{run_name}/*.mrc' }), ['a [b]/TS[2]*/x.mrc']);
  assert.equal(await keys({ listGlob: '{files}/*' }), ['a [b]/TS2/x.mrc']);
  assert.equal(await keys({ kind: 'destination_glob', listGlob: '{run_output_path}/*' }), ['10/TS[2]*/y']);
});

test('refuses patterns that leave the source', async () => {
  for (const listGlob of ['../other/*', 'a/../../b']) {
    try {
      await find({ listGlob });
      assert.unreachable();
    } catch (error) {
      assert.is((error as ConfigError).message, 'a pattern may not leave its root');
    }
  }
});

test('joins what several patterns list, named by full path, each once', async () => {
  const found = await findByMultiGlob(['{run_name}/*.xf', '{run_name}/*', 'TS_002/*'], {
    source: makeSource(),
    parent: run,
    context,
  });
  assert.equal(
    found.map(({ name, key }) => [name, key]),
    ['dep/TS_001/a.xf', 'dep/TS_001/a.tlt', 'dep/TS_001/b.tlt', 'dep/TS_002/c.tlt'].map((key) => [
      `in/${key}`,
      key,
    ]),
  );
});

test.run();
