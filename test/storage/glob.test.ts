import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError, StorageError } from '../../src/base/errors.js';
import { glob } from '../../src/storage/glob.js';
import { ListingCache } from '../../src/storage/listing-cache.js';
import { flatStorage } from './support/flat-storage.js';
import { rejection } from './support/rejection.js';

const test = suite('glob');

const keys = [
  'src/TS_001/frames/a.mrc',
  'src/TS_001/frames/b.tif',
  'src/TS_001/.hidden.mrc',
  'src/TS_001/TS_001.mrc',
  'src/TS_002/TS_002.MRC',
  'src/TS_002/deep/er/TS_002.mrc',
  'src/TS_[1]/x[1].mrc',
  'src/^c/^.txt',
  'src/ü ö/𝔘.mrc',
  'src/readme.txt',
  'src/.cryoet-partial-x-1234/half.mrc',
];

const table: [pattern: string, ...matches: string[]][] = [
  ['src/*', 'src/TS_001', 'src/TS_002', 'src/TS_[1]', 'src/^c', 'src/readme.txt', 'src/ü ö'],
  ['src/*/', 'src/TS_001', 'src/TS_002', 'src/TS_[1]', 'src/^c', 'src/ü ö'],
  ['src/TS_*/*.mrc', 'src/TS_001/.hidden.mrc', 'src/TS_001/TS_001.mrc', 'src/TS_[1]/x[1].mrc'],
  ['src/TS_00?/TS_*', 'src/TS_001/TS_001.mrc', 'src/TS_002/TS_002.MRC'],
  ['src/TS_001', 'src/TS_001'],
  ['src/TS_001/', 'src/TS_001'],
  ['src/readme.txt', 'src/readme.txt'],
  ['src/readme.txt/'],
  ['src/nothing'],
  ['src/TS_00'],
  ['nothing/*'],
  ['src/TS_00[1-9]', 'src/TS_001', 'src/TS_002'],
  ['src/TS_00[!1]', 'src/TS_002'],
  ['src/TS_00[^1]', 'src/TS_001'],
  ['src/[^x]*/*', 'src/^c/^.txt'],
  ['src/TS_[[]1]/x[[]1].mrc', 'src/TS_[1]/x[1].mrc'],
  ['src/TS_[1]/*'],
  ['src/TS_[/*'],
  ['src/[!._]*.txt', 'src/readme.txt'],
  ['src/*/?.mrc', 'src/ü ö/𝔘.mrc'],
  [
    'src/**/*.mrc',
    'src/TS_001/.hidden.mrc',
    'src/TS_001/TS_001.mrc',
    'src/TS_001/frames/a.mrc',
    'src/TS_002/deep/er/TS_002.mrc',
    'src/TS_[1]/x[1].mrc',
    'src/ü ö/𝔘.mrc',
  ],
  [
    'src/TS_002/**',
    'src/TS_002/TS_002.MRC',
    'src/TS_002/deep',
    'src/TS_002/deep/er',
    'src/TS_002/deep/er/TS_002.mrc',
  ],
  ['**/deep/**/TS_*.mrc', 'src/TS_002/deep/er/TS_002.mrc'],
  ['src/**/readme.txt', 'src/readme.txt'],
  ['**/readme.txt', 'src/readme.txt'],
  ['src//readme.txt'],
  ['src/{TS_001,TS_002}'],
  [''],
];

for (const flat of [true, false]) {
  for (const cached of [true, false]) {
    test(`lists what the table says (flat ${flat}, cached ${cached})`, async () => {
      const { storage } = flatStorage(keys, flat);
      const options = cached ? { cache: new ListingCache(storage) } : {};
      for (const [pattern, ...expected] of table) {
        const matches = await glob(storage, pattern, options);
        assert.equal(
          matches.map(({ key }) => key),
          expected,
          pattern,
        );
      }
    });
  }
}

test('tells files from directories', async () => {
  const { storage } = flatStorage(keys);
  assert.equal(await glob(storage, 'src/*d*'), [{ key: 'src/readme.txt', kind: 'file' }]);
  assert.equal(await glob(storage, 'src/^*'), [{ key: 'src/^c', kind: 'directory' }]);
});

test('takes one pass over an object store for all patterns below', async () => {
  const { storage, calls } = flatStorage(keys);
  const cache = new ListingCache(storage);
  await Promise.all(
    ['src/*', 'src/TS_*/*.mrc', 'src/TS_001/frames/*'].map((pattern) => glob(storage, pattern, { cache })),
  );
  await glob(storage, 'src/TS_001/TS_001.mrc', { cache });
  assert.equal(calls, ['list src']);
});

test('lists each directory of a file system once', async () => {
  const { storage, calls } = flatStorage(keys, false);
  const cache = new ListingCache(storage);
  await glob(storage, 'src/TS_00*/*.mrc', { cache });
  await glob(storage, 'src/TS_00*/*.txt', { cache });
  assert.equal(calls.sort(), ['readDirectory src', 'readDirectory src/TS_001', 'readDirectory src/TS_002']);
});

test('asks an object store for the directory of a path without wildcards, once for all', async () => {
  const { storage, calls } = flatStorage(keys);
  const cache = new ListingCache(storage);
  for (const key of ['src/TS_001/TS_001.mrc', 'src/TS_001/frames', 'src/TS_001/none']) {
    await glob(storage, key, { cache });
  }
  assert.equal(calls, ['readDirectory src/TS_001']);
});

test('lets go of listings that no run asks for any more', async () => {
  const { storage, calls } = flatStorage(keys);
  const cache = new ListingCache(storage);
  for (let run = 0; run < 200; run++) {
    await glob(storage, 'src/TS_001/*', { cache });
    if (run === 0 || run === 199) await glob(storage, 'src/TS_002/*', { cache });
    cache.nextRound();
  }
  assert.equal(calls, ['list src/TS_001', 'list src/TS_002', 'list src/TS_002']);
});

test('tells the size of a listed file without asking for it', async () => {
  const { storage, calls } = flatStorage(keys);
  const cache = new ListingCache(storage);
  cache.prepare('src');
  assert.is(await cache.size('src/TS_001/TS_001.mrc'), 21);
  assert.is(await cache.size('src/TS_001/frames/a.mrc'), 23);
  assert.equal(calls, ['list src']);
});

test('looks at one directory only where listings are not shared', async () => {
  const { storage, calls } = flatStorage(keys);
  await glob(storage, 'src/TS_001/*');
  assert.equal(calls, ['readDirectory src/TS_001']);
});

test('tries a failed listing again', async () => {
  const { storage } = flatStorage(keys, false);
  let failures = 1;
  const cache = new ListingCache({
    ...storage,
    async readDirectory(key) {
      if (failures-- > 0) throw new Error('busy');
      return storage.readDirectory(key);
    },
  });
  let message = '';
  await cache.listing('src').catch((error: Error) => {
    message = error.message;
  });
  assert.is(message, 'busy');
  assert.is((await cache.listing('src')).startingWith('').length, 6);
});

test('refuses ** within a segment', async () => {
  const { storage } = flatStorage(keys);
  try {
    await glob(storage, 'src/a**');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, ConfigError);
  }
});

test('refuses patterns that leave the root', async () => {
  const { storage } = flatStorage(keys);
  for (const pattern of ['../*', 'src/../x', '/etc/*', './*', 'a\0*']) {
    assert.is((await rejection(() => glob(storage, pattern))).reason, 'unsafe-name', pattern);
  }
});

test('leaves out directories that may not be listed where others have a match, and fails where none has', async () => {
  const { storage } = flatStorage(keys, false);
  const closed: typeof storage = {
    ...storage,
    async readDirectory(key) {
      if (key !== 'src/TS_001') return storage.readDirectory(key);
      throw new StorageError('denied', 'permission denied', { path: key });
    },
  };
  const denied: string[] = [];
  const onDenied = (error: StorageError) => denied.push(error.facts.path ?? '');
  const found = await glob(closed, 'src/*/TS_002.*', { onDenied });
  assert.equal(
    found.map(({ key }) => key),
    ['src/TS_002/TS_002.MRC'],
  );
  assert.equal(denied, ['src/TS_001']);
  assert.is((await rejection(() => glob(closed, 'src/*/TS_00[17].*', { onDenied }))).reason, 'denied');
  assert.is((await rejection(() => glob(closed, 'src/TS_001/*', { onDenied }))).reason, 'denied');
});

test('takes no exponential time', async () => {
  const { storage } = flatStorage([`src/${'a'.repeat(200)}`]);
  assert.equal(await glob(storage, `src/${'*a'.repeat(60)}b`), []);
});

test.run();
