import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TreeReader } from '../../src/tree/tree-reader.js';
import { MemoryStorage } from '../pipeline/support/memory-storage.js';

const test = suite('workers of a check on the page');

/** The part of the module that is tested; its types are those of browsers. */
interface ScanPoolModule {
  createScanPool(
    reader: TreeReader,
    isSample: boolean,
    fileOf: (path: string) => File | null,
  ): { sumFile(path: string): Promise<unknown>; close(): Promise<void> };
}

/** A worker that fails as one whose code cannot be loaded. */
class FailingWorker {
  onerror: ((event: { readonly message: string }) => void) | null = null;

  constructor() {
    setImmediate(() => this.onerror?.({ message: 'no network' }));
  }

  postMessage(): void {}

  terminate(): void {}
}

test('a worker that cannot load its code leaves no task without an answer', async () => {
  const globals = { Worker: FailingWorker, navigator: { hardwareConcurrency: 2 } };
  const before = Object.keys(globals).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  );
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    const address = new URL('../../web/scan-pool.js', import.meta.url).href;
    const { createScanPool }: ScanPoolModule = await import(address);
    const file = new File(['abc'], 'a.mrc');
    const pool = createScanPool(new TreeReader(new MemoryStorage('out')), false, () => file);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const late = new Promise((resolve) => setTimeout(resolve, 5000, 'no answer'));
    const answer = await Promise.race([pool.sumFile('a.mrc').catch(String), late]);
    assert.is(answer, 'Error: a worker stopped: no network');
    await pool.close();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  }
});

test.run();
