import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Listing } from '../../src/storage/listing-cache.js';

const file = (name: string) => ({ name, kind: 'file' as const });
const names = ['b', 'TS_1', 'TS_10_a', 'TS_10', 'TS_2', '𝔘', 'ü', 'a'];
const listing = new Listing([
  ...names.map(file),
  { name: 'both', kind: 'directory' },
  { ...file('both'), size: 7 },
  { name: '.cryoet-partial-x-1234', kind: 'directory' },
]);
const namesWith = (prefix: string) => listing.startingWith(prefix).map(({ name }) => name);

test('is ascending by code point and hides files in the making', () => {
  assert.equal(namesWith(''), ['TS_1', 'TS_10', 'TS_10_a', 'TS_2', 'a', 'b', 'both', 'both', 'ü', '𝔘']);
});

test('gives the names that begin with some letters', () => {
  assert.equal(namesWith('TS_1'), ['TS_1', 'TS_10', 'TS_10_a']);
  assert.equal(namesWith('TS_10_'), ['TS_10_a']);
  assert.equal(namesWith('𝔘'), ['𝔘']);
  assert.equal(namesWith('TS_3'), []);
  assert.equal(namesWith('zz'), []);
});

test('gives those of them that are accepted', () => {
  const asked: string[] = [];
  const found = listing.startingWith('TS_1', (name) => asked.push(name) > 0 && name !== 'TS_10');
  assert.equal(found, [file('TS_1'), file('TS_10_a')]);
  assert.equal(asked, ['TS_1', 'TS_10', 'TS_10_a']);
});

test('finds one name; a file rather than a directory', () => {
  assert.equal(listing.find('both'), { name: 'both', kind: 'file', size: 7 });
  assert.is(listing.find('TS_'), null);
  assert.is(listing.find('zz'), null);
  assert.is(new Listing([]).find('a'), null);
});

test('agrees with a look at every name, for a thousand of them', () => {
  const many = Array.from({ length: 1000 }, (_, index) => `r${(index * 7919) % 1000}`);
  const large = new Listing(many.map(file));
  for (const prefix of ['r', 'r1', 'r99', 'r999', 'q', 's']) {
    assert.equal(
      large.startingWith(prefix).map(({ name }) => name),
      many.filter((name) => name.startsWith(prefix)).sort(),
    );
  }
  assert.ok(many.every((name) => large.find(name)?.name === name));
});

test.run();
