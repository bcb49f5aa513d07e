import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('the bundle of the viewer, and where it is kept');

const { directory, remove } = temporaryDirectory();
test.after(remove);

const caches = join(directory, 'cache');
const kept = join(caches, 'cryoet-ingest/viewer');
let clones = 0;

/** Stands in for the bundler: writes what it was configured with, and that it ran. */
const bundler = `
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
export async function build({ configFile }) {
  const viewer = dirname(configFile);
  await appendFile(join(viewer, 'runs'), 'x');
  await mkdir(join(viewer, 'dist/assets'), { recursive: true });
  await writeFile(join(viewer, 'dist/index.html'), 'page');
  await writeFile(join(viewer, 'dist/assets/main.js'), await readFile(join(viewer, 'main.js')));
}`;

/** A clone that has no bundle yet. */
function clone() {
  clones++;
  const root = join(directory, `clone-${clones}`);
  for (const path of [
    'scripts/build-viewer.mjs',
    'scripts/build-stamps.mjs',
    'scripts/kept-builds.mjs',
    'scripts/third-party-notices.mjs',
    'package-lock.json',
  ])
    cpSync(fileURLToPath(packageFile(path)), join(root, path));
  for (const path of ['vite.config.mjs', 'index.html', 'main.js'])
    cpSync(fileURLToPath(packageFile(`viewer/${path}`)), join(root, 'viewer', path));
  const vite = join(root, 'node_modules/vite');
  mkdirSync(vite, { recursive: true });
  writeFileSync(join(vite, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(join(vite, 'index.js'), bundler);
  const at = (path: string) => join(root, 'viewer', path);
  return {
    at,
    /** Builds, with the caches in a directory; returns how often the bundler has run in this clone so far. */
    build(cacheHome = caches): number {
      const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build-viewer.mjs')], {
        encoding: 'utf8',
        env: { ...process.env, XDG_CACHE_HOME: cacheHome },
      });
      assert.is(status, 0, stderr);
      assert.is(readFileSync(at('dist/index.html'), 'utf8'), 'page');
      assert.is(readFileSync(at('dist/assets/main.js'), 'utf8'), readFileSync(at('main.js'), 'utf8'));
      return readdirSync(at('.')).includes('runs') ? readFileSync(at('runs'), 'utf8').length : 0;
    },
  };
}

test('is built once for all clones with the same inputs', () => {
  const first = clone();
  assert.is(first.build(), 1);
  assert.is(first.build(), 1, 'it is up to date');
  assert.is(clone().build(), 0, 'it is kept');
  const other = clone();
  writeFileSync(other.at('main.js'), 'another');
  assert.is(other.build(), 1);
  assert.is(readdirSync(kept).length, 2);
});

test('is not taken where it is not whole, neither from the clone nor from the cache', () => {
  const spoilt = clone();
  assert.is(spoilt.build(), 0);
  writeFileSync(spoilt.at('dist/assets/main.js'), '');
  assert.is(spoilt.build(), 0);
  for (const name of readdirSync(kept)) rmSync(join(kept, name, 'index.html'));
  rmSync(spoilt.at('dist/index.html'));
  assert.is(spoilt.build(), 1);
  assert.is(clone().build(), 0, 'the broken one is replaced');
});

test('is built where nothing can be kept', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const lonely = clone();
  assert.is(lonely.build(file), 1);
  assert.is(lonely.build(file), 1);
});

test('is kept of the last four inputs', () => {
  const changing = clone();
  for (const text of ['1', '2', '3', '4', '5']) {
    writeFileSync(changing.at('main.js'), text);
    changing.build();
  }
  assert.is(readdirSync(kept).length, 4);
});

test.run();
