import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { garbageBound, garbageCollector, tuneEngine } from '../../src/commands/process-setup.js';

const test = suite('settings of V8');

const version11 = '11.3.244.8-node.33';

test('are those that the version has', () => {
  assert.equal(settingsOf('13.6.233.17-node.37'), ['--always-sparkplug']);
  assert.equal(settingsOf(version11), [
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

test('let memory for short-lived objects grow no more once it is enough', async () => {
  const [settings, threads, worker] = [[] as string[], new EventEmitter(), new EventEmitter()];
  let young = 2 * 2 ** 20;
  const growth = () => settings.splice(0).filter((setting) => setting.startsWith('--semi-space'));
  const held = ['--semi-space-growth-factor=1'];
  const seen = async () => {
    await pause(100);
    return growth();
  };
  const compiling = tuneEngine(
    (setting) => settings.push(setting),
    version11,
    threads,
    () => young,
  );
  assert.equal(growth(), ['--semi-space-growth-factor=4']);
  assert.equal(await seen(), []);
  assert.equal(
    compiling(() => growth()),
    [],
  );
  young = 8 * 2 ** 20;
  assert.equal(await seen(), held);
  assert.equal(
    compiling(() => growth()),
    ['--semi-space-growth-factor=4'],
  );
  assert.equal(growth(), held);
  assert.throws(() =>
    compiling(() => {
      throw new Error('of a script');
    }),
  );
  assert.equal(growth(), ['--semi-space-growth-factor=4', ...held]);
  threads.emit('worker', worker);
  assert.equal(growth(), ['--semi-space-growth-factor=2']);
  assert.equal(
    compiling(() => growth()),
    [],
  );
  worker.emit('online');
  assert.equal(growth(), ['--semi-space-growth-factor=4', ...held]);
  assert.equal(await seen(), []);
});

if (process.versions.v8.startsWith('11.')) {
  test('hold it at the size that it has', () => {
    // Most objects survive, some of them for a while.
    const script = `const v8 = require('node:v8');
      const young = () => v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20;
      const grow = () => {
        let kept = [];
        for (let count = 0; count < 1e6; count++) {
          kept.push({ count, text: [count] });
          if (kept.length === 2e5) kept = [];
        }
        return young();
      };
      v8.setFlagsFromString('--semi-space-growth-factor=1');
      // The first collection of garbage makes the second half.
      const held = [grow(), grow()];
      v8.setFlagsFromString('--semi-space-growth-factor=2');
      process.stdout.write(JSON.stringify([held[1] === held[0], grow() > held[0]]));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    assert.equal([stdout, stderr], ['[true,true]', '']);
  });
}

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

test('collects garbage when what is kept has grown by an eighth, and by 4 MiB', () => {
  const mebibyte = 2 ** 20;
  let [bytes, collections] = [16 * mebibyte, 0];
  // Half of what has grown is garbage.
  const look = garbageBound(
    () => bytes,
    () => {
      collections++;
      bytes -= 2 * mebibyte;
    },
  );
  const collectionsAt = (mebibytes: number) => {
    bytes = mebibytes * mebibyte;
    look();
    return collections;
  };
  assert.equal([16, 19, 20, 21, 22].map(collectionsAt), [0, 0, 1, 1, 2]);
  assert.equal([66, 71, 73].map(collectionsAt), [3, 3, 4]);
});

test('collects what nothing holds, without a flag of the program', async () => {
  const held = { kept: {} };
  const gone = (() => new WeakRef({}))();
  const kept = new WeakRef(held.kept);
  // Objects of a turn of the event loop live until its end.
  await new Promise((done) => setImmediate(done));
  garbageCollector()();
  assert.equal([gone.deref(), kept.deref()], [undefined, held.kept]);
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
