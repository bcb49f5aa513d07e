import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tuneEngine } from '../../src/commands/process-setup.js';

const test = suite('settings of V8');

test('are those that the version has', () => {
  assert.equal(settingsOf('13.6.233.17-node.37'), ['--always-sparkplug']);
  assert.equal(settingsOf('11.3.244.8-node.33'), [
    '--interrupt-budget=1000000',
    '--semi-space-growth-factor=4',
    '--no-incremental-marking',
    '--heap-growing-percent=40',
  ]);
});

test('are the usual ones while threads start', () => {
  const [settings, threads, first, second] = [
    [] as string[],
    new EventEmitter(),
    new EventEmitter(),
    new EventEmitter(),
  ];
  tuneEngine((setting) => settings.push(setting), '13.6.233.17-node.37', threads);
  threads.emit('worker', first);
  threads.emit('worker', second);
  assert.equal(settings.splice(0), ['--always-sparkplug', '--no-always-sparkplug']);
  first.emit('online');
  assert.equal(settings, []);
  second.emit('exit');
  assert.equal(settings, ['--always-sparkplug']);
  first.emit('exit');
  assert.equal(settings, ['--always-sparkplug']);
});

test("have the version's own as their usual ones", () => {
  const script = `const v8 = require('node:v8');
    const before = v8.cachedDataVersionTag();
    const set = ${JSON.stringify(usualSettings(process.versions.v8))};
    for (const setting of set) v8.setFlagsFromString(setting);
    process.stdout.write(String(before === v8.cachedDataVersionTag()));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  assert.equal([stdout, stderr], ['true', '']);
});

test('are taken by the version that is running', () => {
  const script = settingsOf(process.versions.v8)
    .map((setting) => `require('node:v8').setFlagsFromString('${setting}');`)
    .join('');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  assert.equal([status, stdout, stderr], [0, '', '']);
});

function usualSettings(version: string): string[] {
  const [settings, threads] = [[] as string[], new EventEmitter()];
  tuneEngine((setting) => settings.push(setting), version, threads);
  settings.length = 0;
  threads.emit('worker', new EventEmitter());
  return settings;
}

function settingsOf(version: string): string[] {
  const settings: string[] = [];
  tuneEngine((setting) => settings.push(setting), version);
  return settings;
}

test.run();
