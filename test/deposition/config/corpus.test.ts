import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError, describeFacts } from '../../../src/base/messages.js';
import { checkConfig, loadConfig } from '../../../src/deposition/config/load-config.js';
import { yamlLimits } from '../../../src/deposition/config/parse-yaml.js';
import { longOf } from '../../support/long.js';
import { sharedFiles, testShared } from '../../support/shared.js';

const test = suite('corpus of configurations');
const long = longOf(test);

/** Rules that some published configurations break, with the number of breaches. */
const knownWarnings = { AFFINE_BOTTOM_ROW: 1, INGEST_ID_FORM: 4 };

testShared(long, 'every published configuration loads', () => {
  const files = sharedFiles('corpus/configs', '.yaml');
  const refused = files.flatMap((file) => {
    try {
      const config = loadConfig(readFileSync(file), basename(file));
      assert.ok(config.sections.runs.length > 0);
      return [];
    } catch (error) {
      return [describeError(error)];
    }
  });
  assert.is(files.length, 302);
  assert.equal(refused, []);
});

testShared(test, 'every published configuration passes the schema and all rules', () => {
  const warnings: Record<string, number> = {};
  const errors: string[] = [];
  for (const file of sharedFiles('corpus/configs', '.yaml')) {
    for (const { code, severity, message, ...facts } of checkConfig(readFileSync(file), basename(file))) {
      if (severity === 'error') errors.push(`${code}: ${describeFacts(message, facts)}`);
      else warnings[code] = (warnings[code] ?? 0) + 1;
    }
  }
  assert.equal(errors, []);
  assert.equal(warnings, knownWarnings);
});

testShared(test, 'the limits leave published configurations ten times their size', () => {
  const largest = Math.max(
    ...sharedFiles('corpus/configs', '.yaml').map((file) => readFileSync(file).length),
  );
  assert.ok(largest * 10 < yamlLimits.bytes);
});

testShared(test, 'the reference deposition keeps its spellings', () => {
  const [file] = sharedFiles('golden/made-1', 'config.yaml');
  const config = loadConfig(readFileSync(file as string), 'config.yaml');
  assert.is(String(config.sections.annotations[0]?.metadata?.version), '1.0');
  assert.is(String(config.sections.tiltseries[0]?.metadata?.tilt_step), '6.0');
  assert.is(config.sections.tiltseries[0]?.metadata?.acceleration_voltage, 300000);
  assert.is(config.standardization.runDataMapFile, 'run_data.tsv');
});

test.run();
