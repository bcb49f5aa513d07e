import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toPlain } from '../../../src/base/json-value.js';
import { schemaFiles } from '../../../src/deposition/config/config-schema.js';
import { parseYaml } from '../../../src/deposition/config/parse-yaml.js';
import { longOf } from '../../support/long.js';
import { sharedFiles, testShared } from '../../support/shared.js';
import { minimalConfig } from './support/minimal-config.js';

const test = suite('published schemas');
const long = longOf(test);

const root = new URL('../../../../', import.meta.url);

function checker(name: string) {
  const ajv = new Ajv({
    formats: { date: /^\d{4}-\d{2}-\d{2}$/ },
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  });
  return ajv.compile(JSON.parse(readFileSync(new URL(`schemas/${name}`, root), 'utf8')));
}

test('the files are what the schemas in the code give', () => {
  for (const [name, text] of schemaFiles()) {
    assert.ok(
      readFileSync(new URL(`schemas/${name}`, root), 'utf8') === text,
      `${name}: run npm run schemas`,
    );
  }
});

test('every file compiles in strict mode', () => {
  for (const name of schemaFiles().keys()) assert.type(checker(name), 'function');
});

test('an independent checker accepts the template and refuses what is wrong', () => {
  const check = checker('ingestion-config.schema.json');
  const accepts = (text: string) => check(toPlain(parseYaml(text, 'test.yaml').value));
  assert.ok(accepts(readFileSync(new URL('dataset_config/template.yaml', root), 'utf8')));
  assert.ok(accepts(minimalConfig()));
  assert.not.ok(accepts(minimalConfig('tomogram: []\n')));
  assert.not.ok(accepts(minimalConfig('gains:\n  - sources:\n      - {}\n')));
  assert.not.ok(accepts(minimalConfig('gains:\n  - sources:\n      - literal: { value: [1] }\n')));
});

testShared(long, 'an independent checker accepts every published configuration', () => {
  const check = checker('ingestion-config.schema.json');
  const refused = sharedFiles('corpus/configs', '.yaml').flatMap((file) => {
    const { value } = parseYaml(readFileSync(file), file);
    return check(toPlain(value)) ? [] : [`${basename(file)}: ${JSON.stringify(check.errors?.slice(0, 2))}`];
  });
  assert.equal(refused, []);
});

test.run();
