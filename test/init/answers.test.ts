import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyAnswers, parseAnswers } from '../../src/init/answers.js';
import { map, nodeOf, renderYaml } from '../../src/init/yaml-document.js';

const test = suite('answers to the questions of a configuration');

/** Fills answers in YAML into items with twelve parts each. */
function answered(answers: string) {
  const parts = Array.from({ length: 12 }, (_, index) => ({ name: `part ${index}` }));
  const items = [{ parts }, { parts: parts.slice(0, 1) }, { parts: [] }];
  const { document, stray } = applyAnswers(map({ items: nodeOf(items) }), parseAnswers(answers, 'a.yaml'));
  return { text: renderYaml(document, []).text, stray };
}

test('items are taken from lists whatever the order of the answers, with items within them', () => {
  const away = ['items[0].parts[2]', 'items[0].parts[10]', 'items[1]', 'items[1].parts[0]', 'items[2]'];
  for (const paths of [away, away.toReversed()]) {
    const { text, stray } = answered(paths.map((path) => `${path}: null\n`).join(''));
    assert.equal(stray, []);
    assert.equal(
      [...text.matchAll(/part (\d+)/g)].map(([, part]) => Number(part)),
      [0, 1, 3, 4, 5, 6, 7, 8, 9, 11],
    );
    assert.is(text.split('parts:').length, 2);
  }
});

test('an answer to an item that there is not is stray', () => {
  assert.equal(answered('items[7]: null\nitems[1].parts[0].name: first\n').stray, ['items[7]']);
});

test.run();
