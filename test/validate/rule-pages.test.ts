import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ruleFiles } from '../../src/report/validation/rule-pages.js';
import { rules } from '../../src/validate/index.js';

const test = suite('pages of the rules');

const directory = new URL('../../../docs/rules/', import.meta.url);

test('docs/rules is what the registry gives; `npm run rules` writes it', () => {
  const pages = ruleFiles(rules);
  assert.equal(readdirSync(directory).sort(), [...pages.keys()].sort());
  for (const [name, text] of pages) assert.is(readFileSync(new URL(name, directory), 'utf8'), text, name);
});

test('every rule is explained in whole sentences', () => {
  for (const { code, title, why, mend } of rules) {
    assert.not.match(title, /\.$/, code);
    for (const text of [why, mend]) assert.match(text, /^\S.*[.]$/s, `${code}: ${text}`);
  }
});

test.run();
