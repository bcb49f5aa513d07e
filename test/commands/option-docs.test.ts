import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFormats } from '../../scripts/format-docs.js';
import { optionPages, writeOptions } from '../../scripts/option-docs.js';
import { packageFile } from '../../src/package-file.js';

const test = suite('options in docs/');

for (const [name, table] of Object.entries(optionPages)) {
  test(`${name} has the options as they are declared (npm run options-docs)`, () => {
    const page = readFileSync(packageFile(`docs/${name}`), 'utf8');
    assert.is(page, writeOptions(page, table));
  });
}

test('formats.md has the formats of points as their registry has them (npm run options-docs)', () => {
  const page = readFileSync(packageFile('docs/formats.md'), 'utf8');
  assert.is(page, writeFormats(page));
});

test('every option is explained by a verb in one line', () => {
  for (const { help } of Object.values(optionPages).flatMap((table) => Object.values(table))) {
    assert.match(help, /^[a-z]+ [^\n]{4,70}$/);
  }
});

test.run();
