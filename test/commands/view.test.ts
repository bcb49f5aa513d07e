import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { convert } from '../../src/api/convert.js';
import { hasDisplay, sshLine } from '../../src/commands/view.js';
import { type ProcessResult, startProcess } from '../support/run-as-process.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { setJson } from '../validate/mutations/edit.js';
import { tomogram } from '../validate/support/good-metadata.js';
import { goodTree } from '../validate/support/good-tree.js';
import { makeMrc } from '../volume/support/make-mrc.js';

const test = suite('cryoet view');

const { directory, remove } = temporaryDirectory();
const bad = join(directory, 'bad');

test.before(async () => {
  const files = await goodTree();
  setJson(`${tomogram}/tomogram-metadata.json`, 'processing', 'po<li>shed')(files);
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(bad, path)), { recursive: true });
    await writeFile(join(bad, path), bytes);
  }
});
test.after(remove);

/** Runs `cryoet view` until a line of its output matches, then calls `look` and interrupts it. */
async function viewUntil(
  args: readonly string[],
  line: RegExp,
  look: (url: string) => Promise<void>,
): Promise<ProcessResult> {
  const target = args[0]?.startsWith(directory) === true ? [] : [bad];
  const { child, ended } = startProcess(['view', ...target, '--no-open', ...args]);
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text: string) => {
      output += text;
      if (line.test(output)) resolve();
    });
    child.once('close', () => reject(new Error(`ended before it was asked to: ${output}`)));
  });
  try {
    await look(/http:\S+/.exec(output)?.[0] ?? '');
  } finally {
    child.kill('SIGINT');
  }
  return ended;
}

test('serves a tree until it is interrupted: status 0', async () => {
  const { status, stderr } = await viewUntil([], /Ctrl-C ends it/, async (url) => {
    const page = await (await fetch(url)).text();
    assert.match(page, '1 dataset');
    assert.not.match(page, 'id="check"');
  });
  assert.equal([status, stderr], [0, '']);
});

test('--validate checks meanwhile and shows what was found', async () => {
  const { status, stdout } = await viewUntil(['--validate'], /checked: .*\n/, async (url) => {
    const page = await (await fetch(url)).text();
    assert.match(page, '<section id="check" class="check bad">\n<p><b>invalid: 1 error, ');
    assert.match(page, '</span> METADATA_VALUE_WRONG × 1, broken rule: ');
    assert.match(page, 'po&lt;li&gt;shed');
    assert.match(page, 'not checked: ');
    assert.match(page, '(depth sample or deep looks for them)');
  });
  assert.is(status, 0);
  assert.match(stdout, /^checked: invalid: 1 error, /m);
});

test('--validate ends at once when it is interrupted', async () => {
  const { status } = await viewUntil(['--validate'], /Ctrl-C ends it/, async () => {});
  assert.is(status, 0);
});

for (const name of ['volume.mrc', 'volume.zarr']) {
  test(`shows ${name} without a tree`, async () => {
    const mrc = join(directory, 'volume.mrc');
    await writeFile(mrc, makeMrc({ shape: [6, 20, 30], mode: 1, value: (voxel) => voxel % 251 }));
    if (name.endsWith('.zarr')) await convert(mrc, join(directory, name));
    const { status, stderr } = await viewUntil([join(directory, name)], /Ctrl-C ends it/, async (url) => {
      const opened = await fetch(url, { redirect: 'manual' });
      assert.is(opened.status, 302);
      const [viewer = '', state = ''] = (opened.headers.get('location') ?? '').split('#!');
      assert.is((await fetch(viewer)).status, 200);
      const { layers, dimensions } = (await (await fetch(state)).json()) as {
        layers: { name: string; source: { url: string } }[];
        dimensions: Record<string, unknown>;
      };
      assert.is(layers[0]?.name, name);
      assert.equal(dimensions.x, [1e-9, 'm']);
      const source = layers[0]?.source.url.replace('zarr://', '') ?? '';
      const array = (await (await fetch(`${source}/0/.zarray`)).json()) as { shape: number[] };
      assert.equal(array.shape, [6, 20, 30]);
      assert.is((await fetch(`${source}/0/0/0/0`)).status, 200);
      assert.is((await fetch(`${source}/../volume.mrc`)).status, 404);
    });
    assert.equal([status, stderr], [0, '']);
  });
}

test('options of a tree do not go with one volume', async () => {
  const volume = join(directory, 'other.mrc');
  await writeFile(volume, makeMrc({ shape: [2, 2, 2] }));
  const { ended } = startProcess(['view', volume, '--validate']);
  const { status, stderr } = await ended;
  assert.is(status, 2);
  assert.match(stderr, 'apply to a tree only');
});

test('a directory that is no tree and a glob that matches nothing are refused', async () => {
  const empty = join(directory, 'empty');
  await mkdir(empty);
  for (const [args, says] of [
    [['view', empty, '--no-open'], 'no published tree is here'],
    [['view', join(bad, '10001'), '--no-open'], 'no published tree is here'],
    [['view', bad, '--no-open', '--run', 'TS_A,NOBODY*'], 'no run matches NOBODY*'],
  ] as const) {
    const { status, stdout, stderr } = await runInProcess(args);
    assert.is(status, 2);
    assert.match(stdout + stderr, says);
    assert.not.match(stdout, 'http:');
  }
});

test('where there is no display, the line that brings the page to another machine', async () => {
  assert.ok(hasDisplay({ DISPLAY: ':0' }, 'linux'));
  assert.ok(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'));
  assert.ok(hasDisplay({}, 'darwin'));
  assert.not.ok(hasDisplay({}, 'linux'));
  assert.not.ok(hasDisplay({ SSH_CONNECTION: '1 2 3 4' }, 'darwin'));
  assert.match(sshLine('http://127.0.0.1:8123/token/'), /^ssh -L 8123:127\.0\.0\.1:8123 \S+@\S+$/);
});

test.run();
