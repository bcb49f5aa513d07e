import { execFile } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { demoPlan, type RunPlan } from '../../demo/deposition-plan.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import { packageFile } from '../../src/base/package-file.js';
import { readApiExamples } from '../support/api-examples.js';
import { smallDemoPlan } from '../support/demo-deposition.js';
import { isWhole, longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('examples of the public API');
const long = longOf(test);

const { directory, remove } = temporaryDirectory();
test.after(remove);

const at = (...names: string[]) => join(directory, ...names);

const examples = readApiExamples();
const api = new URL('../../src/api/index.js', import.meta.url).href;
const mark = '### ';
let printed: string[] = [];

test.before(async () => {
  if (!isWhole) return;
  // One run of the demo with all of its tilts, and a small tomogram; the whole demo takes long.
  const [{ tilts }, small] = [demoPlan.runs[0] as RunPlan, smallDemoPlan.runs[0] as RunPlan];
  await writeDeposition({ ...demoPlan, runs: [{ ...small, tilts }] }, at('deposited', 'vesicles'));
  await cp(packageFile('dataset_config/demo.yaml'), at('deposition.yaml'));
  const places = ['deposition.yaml', 'deposited', 'published'].map((name) => at(name));
  const { status, stderr } = await runInProcess(['ingest', ...places, '--quiet', '--no-precompute']);
  assert.is(status, 0, stderr);
  await cp(at('published'), at('published-again'), { recursive: true });
  const imports: string[] = [];
  for (const [index, { code }] of examples.entries()) {
    await writeFile(at(`${index}.mjs`), code.replaceAll("'cryoet-ingest'", `'${api}'`));
    imports.push(`console.log('${mark}'); await import('./${index}.mjs');`);
  }
  await writeFile(at('all.mjs'), imports.join('\n'));
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
    'inspect',
    'convert',
    'readMrcHeader',
    'readPoints',
    'readMesh',
  ]) {
    assert.match(code, ` ${name}(`);
  }
  for (const name of ['buildPath', 'parsePath']) assert.match(code, `${name}(`);
});

for (const [index, { name, prints }] of examples.entries()) {
  long(`${name} prints what it says`, () => {
    assert.ok(prints.length > 0);
    assert.equal((printed[index] ?? '').trimEnd().split('\n'), prints);
  });
}

test.run();
