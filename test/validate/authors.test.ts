import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../src/base/json-value.js';
import { authorFacts, objectFacts, SharedFacts } from '../../src/validate/shared-values.js';

const test = suite('identifiers of authors in a deposition');

/** Returns the findings of files, named by letters, that have one author each. */
function differencesOf(...people: readonly { readonly [key: string]: JsonValue }[]) {
  const authors = new SharedFacts(authorFacts);
  for (const [at, author] of people.entries()) {
    const place = { entity: 'dataset', dataset: null, run: null, kind: 'dataset_metadata' } as const;
    const value = { deposition_id: 1, authors: [author] };
    authors.note({ ...place, path: 'abc'[at] ?? '', size: 0, value, problem: null });
  }
  return authors.different;
}

test('an identifier that most files do not have is reported at its first file', () => {
  const [usual, other] = ['0000-0002-1825-0097', '0000-0001-5109-3700'];
  const files = [other, usual, usual].map((ORCID) => ({ name: 'Ada', ORCID }));
  assert.equal(differencesOf(...files), [
    {
      path: 'a',
      message: 'ORCID of Ada differs between files',
      found: '0000-0001-5109-3700 in 1 file',
      expected: '0000-0002-1825-0097 in 2 files',
    },
  ]);
});

test('a ROR identifier may have its address', () => {
  const rors = ['https://ror.org/02baj6743', '02baj6743', 'www.ror.org/02BAJ6743/'];
  assert.equal(differencesOf(...rors.map((ror) => ({ name: 'Ada', affiliation_identifier: ror }))), []);
  const others = ['https://ror.org/02baj6743', '00f54p054'].map((ror) => ({
    name: 'Ada',
    affiliation_identifier: ror,
  }));
  assert.is(differencesOf(...others).length, 1);
});

test('an ORCID has one name, which may be shortened, turned or written without accents', () => {
  const ORCID = '0000-0002-1825-0097';
  const named = (...names: readonly string[]) => differencesOf(...names.map((name) => ({ name, ORCID })));
  for (const [one, other] of [
    ['Ron Vale', 'Ronald D. Vale'],
    ['Danielle A Grotjahn', 'Danielle A. Grotjahn'],
    ['Wei Zhang', 'Zhang Wei'],
    ['Ángel Núñez', 'Angel Nunez'],
    ['Øyvind Łukasik', 'Oyvind Lukasik'],
    ['Rivera, Ada', 'Ada Rivera'],
    ['Vale, Ronald D.', 'Ron Vale'],
    ['van der Berg, Anna', 'Anna van der Berg'],
  ] as const)
    assert.equal(named(one, other), [], other);
  assert.equal(named('Ada Rivera', 'Bo Rivera', 'Ada Rivera'), [
    {
      path: 'b',
      message: `name of ${ORCID} differs between files`,
      found: 'Bo Rivera in 1 file',
      expected: 'Ada Rivera in 2 files',
    },
  ]);
});

test('of two people with one name in a file, only one with an ORCID, neither is compared', () => {
  const authors = new SharedFacts(authorFacts);
  const noted = (path: string, ...people: readonly { readonly [key: string]: JsonValue }[]) => {
    const place = { entity: 'dataset', dataset: null, run: null, kind: 'dataset_metadata' } as const;
    authors.note({
      ...place,
      path,
      size: 0,
      value: { deposition_id: 1, authors: [...people] },
      problem: null,
    });
  };
  const name = 'Wei Zhang';
  noted('a', { name, ORCID: '0000-0002-1825-0097' }, { name });
  noted('b', { name, ORCID: '0000-0001-5109-3700' });
  assert.equal(authors.different, []);
});

test('authors without a name are not taken for one', () => {
  assert.equal(differencesOf({ ORCID: '0000-0002-1825-0097' }, { ORCID: '0000-0001-5109-3700' }), []);
});

/** Returns the findings of lists, named by letters, with one object each: its identifier and name. */
function objectDifferencesOf(...lists: readonly (readonly [id: string, name: string])[]) {
  const objects = new SharedFacts(objectFacts);
  for (const [at, [object_id, object_name]] of lists.entries()) {
    const place = { entity: 'run', dataset: '1', run: 'a', kind: 'identified_objects' } as const;
    const value = [{ object_id, object_name }];
    objects.note({ ...place, path: 'abc'[at] ?? '', size: 0, value, problem: null });
  }
  return objects.different.map(({ path, message }) => `${path}: ${message}`);
}

test('an identifier has one name, and a name one identifier', () => {
  const [ribosome, other] = ['GO:0005840', 'GO:0005681'];
  assert.equal(objectDifferencesOf([ribosome, 'ribosome'], [ribosome, 'ribosome'], [ribosome, 'splicer']), [
    'c: name in lists of GO:0005840 differs between files',
  ]);
  assert.equal(objectDifferencesOf([other, 'spliceosome'], ['GO:0071011', 'spliceosome']), [
    'b: identifier (GO:) of spliceosome differs between files',
  ]);
});

test('an annotation may call an object otherwise than a list, and not than another annotation', () => {
  const objects = new SharedFacts(objectFacts);
  const place = { entity: 'annotation', dataset: '1', run: 'a', size: 0, problem: null };
  const list = [{ object_id: 'GO:0005840', object_name: 'ribosome' }];
  objects.note({ ...place, kind: 'identified_objects', path: 'list', value: list });
  const called = (name: string) => ({ annotation_object: { id: 'GO:0005840', name } });
  objects.note({ ...place, kind: 'annotation_metadata', path: 'a', value: called('picks') });
  assert.equal(objects.different, []);
  objects.note({ ...place, kind: 'annotation_metadata', path: 'b', value: called('dots') });
  assert.equal(objects.different, [
    {
      path: 'b',
      message: 'name of GO:0005840 differs between files',
      found: 'dots in 1 file',
      expected: 'picks in 1 file',
    },
  ]);
});

test('names that the table knows, longer ones, and those of broad terms may differ', () => {
  assert.equal(
    objectDifferencesOf(['GO:0005840', 'ribosome'], ['GO:0005840', 'membrane bound ribosome']),
    [],
  );
  assert.equal(objectDifferencesOf(['GO:0005840', 'ribosome'], ['GO:0005840', '70S Ribosome']), []);
  assert.equal(objectDifferencesOf(['GO:0016020', 'membrane'], ['GO:0016020', 'envelope']), []);
});

test.run();
