import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeJson } from '../../src/base/json-text.js';
import { parseRunDataMap } from '../../src/deposition/run-tables.js';
import { readMesh } from '../../src/formats/mesh/mesh-formats.js';
import { findSegment } from '../../src/formats/mesh/sff.js';
import { volumeAxes } from '../../src/volume/zarr/array-metadata.js';
import { buildGlb } from '../formats/support/build-meshes.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { tinyConfig } from '../support/tiny-config.js';
import { goodTree } from '../validate/support/good-tree.js';

const test = suite('messages that a new user understands');

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { directory, remove } = temporaryDirectory();
test.after(remove);

/** What the command says, its help with single spaces. */
async function said(...args: string[]): Promise<string> {
  const { stdout, stderr } = await runInProcess(args);
  return `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
}

async function messageOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'no error';
}

test('options', async () => {
  assert.match(await said('ingest', '--help'), 'record finished items in FILE and skip them next time');
  assert.match(await said('diff', '--help'), 'ignore differences up to this');
  assert.match(await said('ingest', 'a', 'b', 'c', '--import='), 'needs a value; got ""');
  assert.match(await said('ingest', '--nonsense'), 'see cryoet ingest --help');
  assert.match(await readFile(join(root, 'docs/s3.md'), 'utf8'), 'applies to INPUT only');
});

test('files', async () => {
  assert.is(await messageOf(() => volumeAxes([5, 7], [5, 7], 'a')), 'invalid array shape');
  assert.is(await messageOf(() => findSegment([], null, 'a')), 'cannot identify the segment');
  const glb = {
    asset: { version: '2.0' },
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: {} }] }],
  };
  assert.match(
    await messageOf(() => readMesh(buildGlb(glb, new Uint8Array(4)), 'a.glb')),
    'primitive lacks POSITION',
  );
  assert.match(
    await messageOf(() => decodeJson(new Uint8Array(9), 'a', { limit: 8 })),
    'exceeds the size limit',
  );
  assert.match(await messageOf(() => parseRunDataMap('run_name,a\n,1\n', 'a.csv')), 'row has no run_name');
});

test('configurations', async () => {
  const file = join(directory, 'config.yaml');
  await writeFile(file, tinyConfig.replace("'tiltseries/*.st'", "'tiltseries/a**.st'"));
  assert.match(await said('validate', 'config', file), '`**` must be a whole path segment');
});

test('trees', async () => {
  const tree = join(directory, 'tree');
  for (const [path, bytes] of await goodTree()) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), bytes);
  }
  assert.match(await said('validate', tree, '--run', 'nowhere'), 'no run matches nowhere');
});

test.run();
