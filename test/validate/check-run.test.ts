import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createKernelScanner } from '../../src/validate/voxels/voxel-scanner.js';
import { goodTree } from './support/good-tree.js';
import { validateFiles } from './support/validate-files.js';

const test = suite('check of a run');

test('key images are drawn while the volumes are scanned', async () => {
  const events: string[] = [];
  const noted = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
    events.push(`${what} begins`);
    const result = await work();
    events.push(`${what} ends`);
    return result;
  };
  const report = await validateFiles(await goodTree(), 'deep', {
    createScanner(reader) {
      const scanner = createKernelScanner(reader, false);
      return {
        ...scanner,
        scan: (volume) => noted('scan', () => scanner.scan(volume)),
        scanKeyImages: (tomogram) => noted('key images', () => scanner.scanKeyImages(tomogram)),
      };
    },
  });
  assert.equal(report.findings, []);
  assert.equal(events.slice(0, 3), ['key images begins', 'scan begins', 'key images ends']);
});

test('where key images fail, the scans of volumes end before the scanner is closed', async () => {
  const events: string[] = [];
  const report = await validateFiles(await goodTree(), 'deep', {
    createScanner(reader) {
      const scanner = createKernelScanner(reader, false);
      return {
        ...scanner,
        async scan(volume) {
          const facts = await scanner.scan(volume);
          events.push('scanned');
          return facts;
        },
        scanKeyImages: async () => {
          throw new Error('no memory');
        },
        async close() {
          events.push('closed');
          await scanner.close();
        },
      };
    },
  });
  assert.equal(report.failures, ['10001/TS_A could not be checked: no memory']);
  assert.ok(events.length > 2);
  assert.is(events.indexOf('closed'), events.length - 1);
});

test('an interrupt ends the scans of volumes and of key images', async () => {
  const interrupt = new AbortController();
  const begun: string[] = [];
  const { notChecked } = await validateFiles(await goodTree(), 'deep', {
    signal: interrupt.signal,
    createScanner(reader) {
      const scanner = createKernelScanner(reader, false);
      return {
        ...scanner,
        scan(volume) {
          begun.push(volume.path);
          interrupt.abort();
          return scanner.scan(volume);
        },
        scanKeyImages(tomogram) {
          begun.push('key images');
          return scanner.scanKeyImages(tomogram);
        },
      };
    },
  });
  assert.ok(notChecked.includes('everything after the interrupt'));
  assert.is(begun.length, 2);
});

test.run();
