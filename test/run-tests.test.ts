import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../src/package-file.js';

const test = suite('npm test PATTERN');

const script = fileURLToPath(packageFile('scripts/run-tests.mjs'));
const runTests = (...patterns: string[]) =>
  spawnSync(process.execPath, [script, ...patterns], { encoding: 'utf8' });

test('a pattern that matches no test ends with 1 and is named', () => {
  const { status, stdout, stderr } = runTests('no/such/folder');
  assert.equal([status, stdout, stderr], [1, '', 'no test matches no/such/folder\n']);
  assert.is(runTests('package-file', 'no/such/folder').status, 1);
});

test('a pattern that matches one runs it', () => {
  const { status, stdout } = runTests('package-file');
  assert.is(status, 0);
  assert.match(stdout, 'package-file.test.js');
});

test.run();
