import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchRegex } from '../../src/deposition/config/regex.js';
import { openSources } from '../../src/deposition/open-sources.js';
import { emptyTrace } from '../../src/deposition/source-trace.js';
import { makeConfig, makeContext, makeEntry, makeSource } from '../pipeline/support/make-context.js';
import { makeItem } from '../pipeline/support/make-item.js';
import { flatStorage } from '../storage/support/flat-storage.js';

test('warnings of a search go to the run that is searched for', async () => {
  const finder = {
    kind: 'source_glob',
    listGlob: '{run_name}/*',
    matchRegex: /.*/,
    nameRegex: matchRegex('(b.*)'),
  } as const;
  const { standardization, ...config } = makeConfig({
    tiltseries: [makeEntry(null, [makeSource({ finder })])],
  });
  const said: string[] = [];
  const sources = await openSources({
    ...makeContext(),
    config: { ...config, standardization: { ...standardization, runDataMapFile: null } },
    input: flatStorage(['dep/TS_1/a.tlt', 'dep/TS_1/b.tlt']).storage,
    warn: (message) => said.push(`all runs: ${message}`),
  });
  const run = makeItem('run', 'TS_1', { parent: makeItem('dataset', '10') });
  const trace = { ...emptyTrace(), warn: (message: string) => said.push(message) };
  await sources.traces?.record(trace, () => sources.find('tiltseries', run));
  assert.equal(said, [
    'config.yaml:7: tomograms[0]: 1 file is left out, since name_regex (b.*) gives no name: a.tlt',
  ]);
});

test.run();
