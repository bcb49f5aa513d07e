// What a page runs: bundled for a browser by browser.test.ts.
import { noSettings } from '../../../src/validate/finding.js';
import type { Depth } from '../../../src/validate/report.js';
import { rules } from '../../../src/validate/rules/rules.js';
import { validate } from '../../../src/validate/validate.js';
import { createKernelScanner } from '../../../src/validate/voxels/voxel-scanner.js';
import { type Files, memoryStorage } from './memory-storage.js';
import { rememberingScanner } from './remembering-scanner.js';

/** Validates a tree in memory, as a program in a browser would. */
export default async function findingsOf(_good: Files, files: Files, depth: Depth) {
  const isSample = depth === 'sample';
  const { findings, failures } = await validate({
    storage: memoryStorage(files),
    tree: '/memory',
    scope: { datasets: null, runs: null, runDirectory: null },
    depth,
    layout: 'auto',
    rules,
    skipped: [],
    settings: noSettings,
    createScanner: (reader) => rememberingScanner(files, createKernelScanner(reader, isSample), isSample),
    jobs: 1,
    now: () => new Date(0),
  });
  return { findings, failures };
}
