import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noSettings } from '../../src/validate/finding.js';
import { IssueCollector } from '../../src/validate/rule-set.js';

test('findings of a file come in the order of the numbers in them', () => {
  const collector = new IssueCollector(noSettings);
  const place = { path: 'a.json', entity: 'dataset', dataset: '1', run: null } as const;
  for (const index of [13, 2, 1]) {
    const rule = { code: 'METADATA_VALUE_WRONG', severity: 'error', family: 'metadata' } as const;
    collector.add(rule, place, { message: `authors[${index}]: no name` });
  }
  assert.equal(
    collector.findings().map(({ message }) => message),
    [1, 2, 13].map((index) => `authors[${index}]: no name`),
  );
});

test.run();
