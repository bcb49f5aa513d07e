import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tuneEngine } from '../../src/commands/process-setup.js';

const test = suite('settings of V8');

test('are those that the version has', () => {
  assert.equal(settingsOf('13.6.233.17-node.37'), ['--always-sparkplug']);
  assert.equal(settingsOf('11.3.244.8-node.33'), [
    '--always-sparkplug',
    '--interrupt-budget=1000000',
    '--semi-space-growth-factor=4',
    '--no-incremental-marking',
    '--heap-growing-percent=100',
  ]);
});

test('are taken by the version that is running', () => {
  const script = settingsOf(process.versions.v8)
    .map((setting) => `require('node:v8').setFlagsFromString('${setting}');`)
    .join('');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  assert.equal([status, stdout, stderr], [0, '', '']);
});

function settingsOf(version: string): string[] {
  const settings: string[] = [];
  tuneEngine((setting) => settings.push(setting), version);
  return settings;
}

test.run();
