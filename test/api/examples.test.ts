import { execFile } from 'node:child_process';
import { cp, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readApiExamples } from '../support/api-examples.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('examples of the public API');

const { directory, remove } = temporaryDirectory();
test.after(remove);

const examples = readApiExamples();
const api = new URL('../../src/api/index.js', import.meta.url).href;
const mark = '### ';
let printed: string[] = [];

test.before(async () => {
  const tiny = await makeTinyDeposition(directory);
  assert.is((await tiny.ingest('--quiet')).status, 0);
  await rename(tiny.config, join(directory, 'deposition.yaml'));
  await rename(tiny.input, join(directory, 'deposited'));
  await rename(tiny.output, join(directory, 'published'));
  await cp(join(directory, 'published'), join(directory, 'published-again'), { recursive: true });
  const imports: string[] = [];
  for (const [index, { code }] of examples.entries()) {
    await writeFile(join(directory, `${index}.mjs`), code.replaceAll("'cryoet-ingest'", `'${api}'`));
    imports.push(`console.log('${mark}'); await import('./${index}.mjs');`);
  }
  await writeFile(join(directory, 'all.mjs'), imports.join('\n'));
  const { stdout } = await promisify(execFile)(process.execPath, ['all.mjs'], {
    cwd: directory,
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  printed = stdout.split(`${mark}\n`).slice(1);
});

test('there are some of every kind', () => {
  const code = examples.map((example) => example.code).join('');
  for (const name of [
    'ingest',
    'validate',
    'diff',
    'openVolume',
    'readMrcHeader',
    'readPoints',
    'readMesh',
  ]) {
    assert.match(code, ` ${name}(`);
  }
  for (const name of ['buildPath', 'parsePath']) assert.match(code, `${name}(`);
});

for (const [index, { name, prints }] of examples.entries()) {
  test(`${name} prints what it says`, () => {
    assert.ok(prints.length > 0);
    assert.equal((printed[index] ?? '').trimEnd().split('\n'), prints);
  });
}

test.run();
