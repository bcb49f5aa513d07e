// Validates a made tree of as many runs as the argument says, and tells what that took as JSON.

import { noSettings } from '../../src/validate/finding.js';
import { rules } from '../../src/validate/rules/rules.js';
import { validate } from '../../src/validate/validate.js';
import { manyRunsStorage } from './many-runs-storage.js';

const storage = manyRunsStorage(Number(process.argv[2]));
const started = performance.now();
const report = await validate({
  storage,
  tree: storage.url,
  scope: { datasets: null, runs: null, runDirectory: null },
  depth: 'headers',
  layout: 'auto',
  rules,
  skipped: [],
  settings: noSettings,
  createScanner: () => null,
  jobs: 2,
  now: () => new Date(),
});
const { looked, errors, warnings } = report;
console.log(
  JSON.stringify({
    files: looked.filesListed,
    seconds: (performance.now() - started) / 1000,
    peakMebibytes: process.resourceUsage().maxRSS / 1024,
    errors,
    warnings,
  }),
);
