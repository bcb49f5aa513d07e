import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NotReachedError, StorageError, UsageError } from '../../src/base/errors.js';
import { packageFile } from '../../src/base/package-file.js';
import { checkConfig } from '../../src/deposition/config/load-config.js';
import { codeOf, failureCodes } from '../../src/deposition/source-rules/reading.js';
import { explainedRules } from '../../src/report/validation/explain-rules.js';
import { runInProcess } from '../support/run-in-process.js';

const test = suite('explain, schema and template');

test('explain prints what the page of a rule says, of trees and of configurations', async () => {
  for (const { code, family } of explainedRules.filter((_, at) => at % 20 === 0)) {
    const { status, stdout } = await runInProcess(['explain', code.toLowerCase()]);
    assert.is(status, 0);
    const page = await readFile(packageFile(`docs/rules/${family}.md`), 'utf8');
    assert.ok(stdout.startsWith(`## ${code}\n`));
    assert.ok(page.includes(stdout.trimEnd()), code);
  }
  const [first, second] = explainedRules.map(({ code }) => code);
  const both = await runInProcess(['explain', first ?? '', second ?? '']);
  assert.match(both.stdout, new RegExp(`## ${first}\n[^]*## ${second}\n`));
});

test('explain says of every code that an ingest reports what it means, rule or not', async () => {
  const failures = Object.values(failureCodes);
  assert.equal(
    failures.map(({ code }) => code),
    ['NOT_REACHED', 'STORAGE_NO_SPACE', 'USAGE', 'INTERNAL'],
  );
  const page = await readFile(packageFile('docs/ingest.md'), 'utf8');
  for (const { code, title, fix } of failures) {
    const { status, stdout } = await runInProcess(['explain', code]);
    assert.is(status, 0);
    assert.match(stdout, `## ${code}\n\n**${title}.** It breaks no rule.\n`);
    assert.match(stdout, `To fix: ${fix}\n`);
    assert.match(page, `| \`${code}\``);
  }
  const thrown = [
    new NotReachedError('run TS_001 failed'),
    new StorageError('no-space', 'no space left'),
    new UsageError('--jobs takes a number'),
    new TypeError('x is not a function'),
  ];
  assert.equal(
    thrown.map(codeOf),
    failures.map(({ code }) => code),
  );
});

test('explain names the code that is meant', async () => {
  const { status, stderr } = await runInProcess(['explain', 'MRC_MODE_WRON']);
  assert.is(status, 2);
  assert.match(stderr, 'unknown code MRC_MODE_WRON; did you mean MRC_MODE_WRONG?');
});

test('schema prints a JSON Schema', async () => {
  const { stdout } = await runInProcess(['schema']);
  assert.is(stdout, await readFile(packageFile('schemas/ingestion-config.schema.json'), 'utf8'));
  const list = await runInProcess(['schema', '--list']);
  const names = list.stdout.trim().split('\n');
  assert.ok(names.length > 5);
  for (const name of names) {
    assert.is(
      (await runInProcess(['schema', name])).stdout,
      await readFile(packageFile(`schemas/${name}.schema.json`), 'utf8'),
    );
  }
  const wrong = await runInProcess(['schema', 'tomograms_metadata']);
  assert.is(wrong.status, 2);
  assert.match(wrong.stderr, 'did you mean tomogram_metadata?');
});

test('template prints a configuration that breaks no rule and names the schema', async () => {
  const { status, stdout } = await runInProcess(['template']);
  assert.is(status, 0);
  assert.equal(checkConfig(stdout, 'template.yaml'), []);
  const schema = /^# yaml-language-server: \$schema=(.*)$/m.exec(stdout)?.[1] ?? '';
  assert.is(JSON.parse(await readFile(schema, 'utf8')).type, 'object');
});

test.run();
