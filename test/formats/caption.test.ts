import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countCaptions } from '../../src/formats/caption.js';
import { formatErrorOf } from './support/facts.js';
import { corpusFile, goldenEntries } from './support/golden.js';
import { survives } from './support/mangle.js';

const test = suite('captions');

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const objects = {
  objects: [
    { id: 0, annotation_label: 1, text: 'a' },
    { id: 1, annotation_label: 1, text: 'b' },
  ],
};

test('counts captions of a tomogram and objects of an annotation', () => {
  assert.is(countCaptions(encode({ captions: [{ text: 'a' }] }), 'global', 'a.json'), 1);
  assert.is(countCaptions(encode(objects), 'annotation', 'a.json'), 2);
});

test('refuses a list of far more captions than objects', () => {
  const bytes = new TextEncoder().encode(`{"captions":[${'{},'.repeat(500_001)}{}]}`);
  const { message } = formatErrorOf(() => countCaptions(bytes, 'global', 'a.json'));
  assert.is(message, 'too many values');
});

test('counts those of the corpus', () => {
  if (goldenEntries('points/').length === 0) return;
  assert.is(countCaptions(corpusFile('points/global_caption.json'), 'global', 'a.json'), 3);
  assert.is(countCaptions(corpusFile('points/annotation_caption.json'), 'annotation', 'a.json'), 5);
});

test('says what is wrong', () => {
  const wrong: [value: unknown, message: RegExp, keyPath: string, found: string][] = [
    [null, /not a caption file/, 'captions', 'none'],
    [objects, /not a caption file/, 'captions', 'none'],
    [{ captions: 'one' }, /not a caption file/, 'captions', 'a value of type string'],
    [{ captions: [{ text: 'a' }, {}] }, /without text/, 'captions[1].text', 'none'],
    [{ captions: [null] }, /without text/, 'captions[0].text', 'none'],
  ];
  for (const [value, message, keyPath, found] of wrong) {
    const error = formatErrorOf(() => countCaptions(encode(value), 'global', 'a.json'));
    assert.match(error.message, message);
    assert.is(error.keyPath, keyPath);
    assert.is(error.found, found);
  }
  survives((bytes) => countCaptions(bytes, 'annotation', 'a.json'), encode(objects));
});

test.run();
