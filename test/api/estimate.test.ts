import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readConfig } from '../../src/api/config.js';
import { checkSpace } from '../../src/api/estimate.js';
import { ingest } from '../../src/api/ingest.js';
import { StorageError } from '../../src/base/errors.js';
import type { IngestRequest } from '../../src/pipeline/ingest.js';
import { createLocalStorage } from '../../src/storage/local/local-storage.js';
import type { Storage } from '../../src/storage/storage.js';
import { createVolumeEngine } from '../../src/volume/engine/create-volume-engine.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { usualOptions } from '../support/usual-options.js';

const test = suite('checkSpace');

/** Returns a request to ingest the tiny deposition onto a disk with a number of free bytes. */
async function requestOf(tiny: TinyDeposition, free: number | null): Promise<IngestRequest> {
  const local = createLocalStorage(tiny.output);
  const output: Storage = new Proxy(local, {
    get(target, name) {
      if (name === 'freeBytes') return async () => free;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    config: await readConfig(tiny.config),
    configDigest: '',
    input: createLocalStorage(tiny.input),
    output,
    engine: createVolumeEngine({ jobs: 1, memory: 256 * 1024 * 1024 }),
    options: usualOptions,
    now: () => new Date(0),
    signal: new AbortController().signal,
    listener: () => {},
    resumeFile: null,
    describedOptions: {},
  };
}

async function refusalOf(request: IngestRequest): Promise<StorageError | null> {
  try {
    await checkSpace(request, 1);
    return null;
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  } finally {
    await request.engine.close();
  }
}

test('refuses what does not fit, and says how much there is and how much is needed', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const refusal = await refusalOf(await requestOf(tiny, 20_000));
    assert.is(refusal?.reason, 'no-space');
    assert.is(refusal?.facts.found, '20.0 KB free');
    assert.match(refusal?.facts.hint ?? '', /--no-space-check/);
    assert.is(await refusalOf(await requestOf(tiny, 1e9)), null);
    assert.is(await refusalOf(await requestOf(tiny, 300_000)), null);
    assert.is(await refusalOf(await requestOf(tiny, null)), null);
  }));

test('a directory of INPUT that cannot be read leaves it to the estimate', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const request = async (free: number): Promise<IngestRequest> => {
      const made = await requestOf(tiny, free);
      const input: Storage = new Proxy(made.input, {
        get(target, name) {
          if (name === 'list')
            return (prefix: string) => {
              if (prefix !== '') return target.list(prefix);
              throw new StorageError('denied', 'no permission', { path: 'lost+found' });
            };
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      return { ...made, input };
    };
    assert.is(await refusalOf(await request(1e9)), null);
    assert.is((await refusalOf(await request(20_000)))?.reason, 'no-space');
  }));

test('what is written over needs no space', () =>
  inTemporaryDirectory(async (directory) => {
    const { config, input, output } = await makeTinyDeposition(directory);
    await ingest({ config, input, output, options: { precompute: false } });
    const tiny = { config, input, output } as TinyDeposition;
    assert.is(await refusalOf(await requestOf(tiny, 40_000)), null);
  }));

test.run();
