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

test.run();
