import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { joinNegativeNumbers } from '../../src/commands/run-cli.js';
import { runInProcess } from '../support/run-in-process.js';

const test = suite('negative numbers behind options');

test('they are values of the option', () => {
  assert.equal(joinNegativeNumbers(['diff', 'A', '--tolerance', '-1', '--all', '-v', '-.5']), [
    'diff',
    'A',
    '--tolerance=-1',
    '--all',
    '-v',
    '-.5',
  ]);
  assert.equal(joinNegativeNumbers(['--', '--x', '-1']), ['--', '--x', '-1']);
});

test('the option itself refuses them', async () => {
  const { status, stderr } = await runInProcess(['diff', 'A', 'B', '--tolerance', '-1']);
  assert.is(status, 2);
  assert.match(stderr, '--tolerance');
  assert.not.match(stderr, 'needs a value');
});

test.run();
