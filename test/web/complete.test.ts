import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleForBrowser } from '../support/browser-bundle.js';

const test = suite('completion of a configuration');

const { code } = await bundleForBrowser("export { complete } from './web/complete.ts'");
const { complete }: { complete(text: string, offset: number): Completion } = await import(
  `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
);

interface Completion {
  readonly from: number;
  readonly to: number;
  readonly choices: readonly { readonly text: string }[];
}

/** The choices where a text has `|`, and the text that they would take the place of. */
function at(marked: string): { readonly choices: string[]; readonly replaced: string } {
  const text = marked.replace('|', '');
  const { from, to, choices } = complete(text, marked.indexOf('|'));
  return { choices: choices.map((choice) => choice.text), replaced: text.slice(from, to) };
}

const gains = 'gains:\n  - sources:\n      - source_glob:\n          list_glob: a\n';

test('keys are those of the mapping at the column, without those that are there', () => {
  assert.equal(at(`${gains}          |`).choices, ['match_regex: ', 'name_regex: ']);
  assert.equal(at(`${gains}          na|`).choices, ['name_regex: ']);
  assert.equal(at(`${gains}    |`).choices, []);
  const renamed = at(gains.replace('list_glob', 'li|st'));
  assert.equal(renamed, { choices: ['list_glob'], replaced: 'list' });
});

test('an item may stand below the first letter of its key', () => {
  const flat = 'gains:\n- sources:\n  - source_glob:\n      list_glob: a\n      |\n';
  assert.equal(at(flat).choices, ['match_regex: ', 'name_regex: ']);
  const second = at(`${gains}  - |`).choices;
  assert.equal(second, ['sources: ']);
});

test('values are those of the schema, in place of a placeholder', () => {
  const tilts = 'tiltseries:\n  - metadata:\n      is_aligned: &a FILL_IN| # whether it is\n';
  assert.equal(at(tilts), { choices: ['true', 'false'], replaced: 'FILL_IN' });
  assert.equal(at('version: |').choices, []);
});

test('nothing is offered in comments, text and flow mappings', () => {
  for (const text of ['# |gains', 'version: "1|"', 'gains: [{ s|']) assert.equal(at(text).choices, [], text);
});

test.run();
