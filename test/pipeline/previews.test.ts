import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../src/deposition/config/load-config.js';
import type { IngestOptions } from '../../src/pipeline/context.js';
import { ingest } from '../../src/pipeline/ingest.js';
import { createLocalStorage } from '../../src/storage/local/local-storage.js';
import type { Storage } from '../../src/storage/storage.js';
import { createVolumeEngine } from '../../src/volume/engine/create-volume-engine.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { usualOptions } from '../support/usual-options.js';
import { withOtherBytes } from './support/memory-storage.js';

const test = suite('what pictures are made from');
const { directory, remove } = temporaryDirectory();
test.after(remove);

/** The storage, which notes the keys of what is opened to be read. */
function noteOpened(storage: Storage, opened: string[]): Storage {
  return new Proxy(storage, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === 'open' || name === 'get') opened.push(String(args[0]));
        return Reflect.apply(value, target, args);
      };
    },
  });
}

/** Digests of the pictures and viewer configurations of a tree, by their paths. */
async function picturesOf(tree: string): Promise<Record<string, string>> {
  const paths = (await readdir(tree, { recursive: true })).filter((path) =>
    /\.png$|neuroglancer-config\.json$/.test(path),
  );
  const digests = paths.sort().map(async (path) => [
    path,
    createHash('sha256')
      .update(await readFile(join(tree, path)))
      .digest('hex'),
  ]);
  return Object.fromEntries(await Promise.all(digests));
}

test('key images and contrast come from the voxels that pass, and are the same when they are read back', async () => {
  const tiny = await makeTinyDeposition(directory);
  const opened: string[] = [];
  const engine = createVolumeEngine({ jobs: 1, memory: 2 ** 29 });
  const ingestInto = async (output: Storage, changes: Partial<IngestOptions>) =>
    ingest({
      config: loadConfig(await readFile(tiny.config), tiny.config),
      input: createLocalStorage(tiny.input),
      output,
      engine,
      options: { ...usualOptions, ...changes },
      now: () => new Date(0),
      signal: new AbortController().signal,
      listener: () => {},
      resumeFile: null,
      configDigest: '',
      describedOptions: {},
    });
  const run = async (changes: Partial<IngestOptions>) => {
    opened.length = 0;
    const report = await ingestInto(noteOpened(createLocalStorage(tiny.output), opened), changes);
    assert.is(report.summary.failed, 0);
    return opened.filter((key) => /\.zarr\/2\/\d/.test(key));
  };
  const first = await run({});
  assert.equal(first, []);
  const pictures = await picturesOf(tiny.output);
  assert.ok(Object.keys(pictures).length > 2, `${Object.keys(pictures)}`);
  const again = await run({ importTypes: new Set(['key_image', 'viz_config']), noResume: true });
  assert.ok(again.length > 0, 'nothing was read back');
  assert.equal(await picturesOf(tiny.output), pictures);
  for (const type of ['key_image', 'viz_config'] as const) {
    const lying = withOtherBytes(createLocalStorage(tiny.output));
    const { items } = await ingestInto(lying, { importTypes: new Set([type]), noResume: true });
    const errors = items.flatMap((item) => (item.type === type ? [`${item.error?.message}`] : []));
    assert.ok(errors.length > 2);
    for (const error of errors) assert.match(error, /TS_00\d\.mrc: other bytes$/);
  }
  assert.equal(await picturesOf(tiny.output), pictures);
  await engine.close();
});

test.run();
