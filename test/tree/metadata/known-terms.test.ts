import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { speciesOfTerm, termFault } from '../../../src/tree/metadata/known-terms.js';

const test = suite('terms that the data of the portal have');

test('an organism is misspelled by a letter or two; one that was renamed is not', () => {
  assert.equal(termFault('organism', '9606', 'homo sapeins'), {
    message: 'the name of the organism is misspelled',
    found: 'homo sapeins',
    expected: 'Homo sapiens',
  });
  assert.is(termFault('organism', '9606', 'HOMO SAPIENS'), null);
  assert.is(termFault('organism', '2104', 'Mycoplasmoides pneumoniae'), null);
  assert.is(termFault('organism', '273057', 'Saccharolobus solfataricus'), null);
});

test('an identifier may be that of another one', () => {
  assert.equal(termFault('organism', '10090', 'homo sapiens'), {
    message: 'the identifier is that of another organism',
    found: '10090 (Mus musculus) for homo sapiens',
    expected: '9606',
  });
  assert.is(termFault('object', 'GO:0005929', 'cilia'), null);
});

test('the species of a term, where its ontology has one', () => {
  const ids = ['HsapDv:0000087', 'FBbt:00005155', 'UBERON:0000955', 'WBStrain00000001', 'unknown', ''];
  assert.equal(ids.map(speciesOfTerm), [9606, 7227, null, null, null, null]);
});

test.run();
