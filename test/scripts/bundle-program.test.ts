import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';

const test = suite('the bundled program');

const directory = fileURLToPath(packageFile('dist/bin'));
const modules = readdirSync(directory)
  .filter((name) => name.endsWith('.js'))
  .map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
const namesWith = (part: string) => modules.filter(({ text }) => text.includes(part)).map(({ name }) => name);

test('lacks the parts of libraries that it does not use', () => {
  // TypeBox reads types that are written as TypeScript; a library that checks values is for options that none has.
  assert.equal(namesWith('function GenericParameterExtendsMapping'), []);
  assert.not(namesWith('function isHexColor').includes('run-cli.js'));
});

test('makes the expressions of its own code once', () => {
  assert.is(namesWith('/\\p{Cc}/u.test(').length, 1);
  assert.equal(namesWith('new RegExp("\\\\p{Cc}"'), []);
});

test('exports by getters, but for the API, whose names Node.js looks for in the text', () => {
  assert.equal(namesWith('__toCommonJS(stdin_exports)'), ['api.js']);
});

test.run();
