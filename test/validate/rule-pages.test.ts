import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkSchema } from '../../src/base/schema.js';
import { configSchema } from '../../src/deposition/config/config-schema.js';
import { parseYaml } from '../../src/deposition/config/parse-yaml.js';
import { configRules, formRules } from '../../src/deposition/config-rules/config-rules.js';
import { sourceRuleTexts } from '../../src/deposition/source-rules/source-rules.js';
import { explainedRules, ruleFiles } from '../../src/report/validation/explain-rules.js';
import { rules } from '../../src/validate/rules/rules.js';

const test = suite('pages of the rules');

const directory = new URL('../../../docs/rules/', import.meta.url);

test('docs/rules is what the rules say; `npm run rules` writes it', () => {
  const pages = ruleFiles(explainedRules);
  assert.equal(readdirSync(directory).sort(), [...pages.keys()].sort());
  for (const [name, text] of pages) assert.is(readFileSync(new URL(name, directory), 'utf8'), text, name);
});

test('every rule of trees, sources and configurations has a page and a code of its own', () => {
  const codes = explainedRules.map(({ code }) => code);
  assert.equal(
    codes,
    [...rules, ...sourceRuleTexts, ...formRules, ...configRules].map(({ code }) => code),
  );
  assert.is(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
});

test('every rule is explained in whole sentences', () => {
  for (const { code, title, why, fix } of explainedRules) {
    assert.not.match(title, /\.$/, code);
    for (const text of [why, fix]) assert.match(text, /^\S.*[.]$/s, `${code}: ${text}`);
  }
});

test('examples of configurations keep every rule, and the schema as far as they go', () => {
  for (const { code, example } of explainedRules) {
    if (example === undefined) continue;
    const { value } = parseYaml(example, code);
    const departures = checkSchema(configSchema, value).filter((issue) => issue.code !== 'MISSING_KEY');
    assert.equal(departures, [], code);
    const own = configRules.find((rule) => rule.code === code);
    assert.equal([...(own?.check(value) ?? [])], [], code);
  }
});

test.run();
