import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFormats } from '../../scripts/format-docs.js';
import { optionPages, writeOptions } from '../../scripts/option-docs.js';
import { packageFile } from '../../src/base/package-file.js';
import { planOptions, statusCommandOptions } from '../../src/commands/options/cluster-options.js';
import type { Option } from '../../src/commands/options/option.js';
import { validateConfigOptions } from '../../src/commands/options/validate-options.js';

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

const verbs = new Set(
  `apply ask charge check choose compare count divide encrypt estimate expect export fail fetch fill finish follow give go hash hide
   ignore import ingest leave let limit make match omit overwrite pay print put read record replace report run serve set show
   start stop store take use validate visit wait warn write`.split(/\s+/),
);

test('every option is explained by a verb in one line', () => {
  const tables = [...Object.values(optionPages), planOptions, statusCommandOptions, validateConfigOptions];
  for (const { help } of tables.flatMap((table) => Object.values<Option>(table))) {
    assert.match(help, /^[a-z]+ [^\n]{4,70}$/);
    assert.ok(verbs.has(help.split(' ')[0] ?? ''), help);
  }
});

test.run();
