import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkStateOf } from '../../../src/report/validation/check-state-of.js';
import { renderReport } from '../../../src/report/validation/render-report.js';
import { findingsSection } from '../../../src/view/check-state.js';
import { run } from '../../validate/support/good-metadata.js';
import { goodTree } from '../../validate/support/good-tree.js';
import { validateFiles } from '../../validate/support/validate-files.js';
import { extras, spoiledReport } from './support.js';

const test = suite('reports of a validation');

test('pretty groups by code, worst and most frequent first, and ends with the verdict', async () => {
  const lines = renderReport(await spoiledReport(), 'pretty', extras).split('\n');
  const heads = lines.filter((line) => /^(?:ERROR|WARNING)/.test(line));
  assert.equal(heads, [
    'ERROR METADATA_VALUE_WRONG × 2: Values are among those allowed and in the expected form',
    'ERROR FILE_UNKNOWN × 1: Every file has a place in the layout',
    'ERROR MRC_NVERSION_UNKNOWN × 1: The format version is MRC2014',
    'WARNING METADATA_KEY_UNKNOWN × 1: Metadata files hold known keys only',
  ]);
  assert.match(lines[1] ?? '', /tomogram-metadata\.json: processing: .*found 'polished', expected one of/);
  assert.ok(lines.includes('not checked: the voxels of 4 volumes (--depth sample or deep looks at them)'));
  // Files are opened several times: no count of those is shown.
  const looked = lines.find((line) => line.startsWith('looked at '));
  assert.match(
    looked ?? '',
    /^looked at 1 dataset, 1 run, \d+ files of [\d.]+ [KMG]?B; read [\d.]+ [KMG]?B$/,
  );
  assert.equal(lines.slice(-2), ['invalid: 4 errors, 1 warning', '']);
});

test('pretty shows two examples of a code and counts the others', async () => {
  const report = await spoiledReport();
  const [first] = report.findings;
  const many = Array.from({ length: 5 }, (_, index) => ({ ...first, path: `path ${index}` }) as never);
  const text = renderReport(
    { ...report, findings: many, codes: [{ code: 'FILE_UNKNOWN', severity: 'error', count: 5, omitted: 0 }] },
    'pretty',
    extras,
  );
  assert.is(text.match(/^ {2}path \d/gm)?.length, 2);
  assert.match(text, '  … and 3 more');
});

test('pretty spells out what would move a cursor', async () => {
  const report = await spoiledReport();
  const [first] = report.findings;
  const odd = { ...first, path: 'bad\u001b[31m\nname', found: 'a\u0007' } as never;
  const text = renderReport(
    {
      ...report,
      findings: [odd],
      codes: [{ code: 'FILE_UNKNOWN', severity: 'error', count: 1, omitted: 0 }],
    },
    'pretty',
    extras,
  );
  assert.match(text, String.raw`  bad\u001b[31m\u000aname: `);
  assert.match(text, String.raw`found a\u0007`);
});

test('json is versioned and keeps its fields', async () => {
  const document = JSON.parse(renderReport(await spoiledReport(), 'json', extras)) as Record<string, unknown>;
  assert.equal(Object.keys(document), [
    'version',
    'tool',
    'tree',
    'layout',
    'depth',
    'datasets',
    'runs',
    'started',
    'seconds',
    'verdict',
    'errors',
    'warnings',
    'ignored',
    'codes',
    'looked',
    'notChecked',
    'failures',
    'findings',
  ]);
  assert.is(document.version, 1);
  const findings = document.findings as Record<string, unknown>[];
  assert.equal(
    findings.find(({ code }) => code === 'MRC_NVERSION_UNKNOWN'),
    {
      code: 'MRC_NVERSION_UNKNOWN',
      severity: 'error',
      path: '10001/TS_A/Reconstructions/VoxelSpacing13.480/Tomograms/100/TS_A.mrc',
      entity: 'tomogram',
      dataset: '10001',
      run: 'TS_A',
      message: 'an unknown format version',
      found: '0',
      expected: '20140 or 20141',
      rule: 'mrc',
    },
  );
  assert.equal(document.codes, [
    { code: 'METADATA_VALUE_WRONG', severity: 'error', count: 2, omitted: 0 },
    { code: 'FILE_UNKNOWN', severity: 'error', count: 1, omitted: 0 },
    { code: 'MRC_NVERSION_UNKNOWN', severity: 'error', count: 1, omitted: 0 },
    { code: 'METADATA_KEY_UNKNOWN', severity: 'warning', count: 1, omitted: 0 },
  ]);
});

test('junit has a failed case for each code with errors, and escapes markup', async () => {
  const text = renderReport(await spoiledReport(), 'junit', extras);
  assert.match(text, /<testsuite [^>]*tests="5" failures="3" errors="0"/);
  assert.is(text.match(/<failure /g)?.length, 3);
  assert.match(text, '&lt;script&gt;alert(1)&lt;&amp;script&gt;.txt');
  assert.not.match(text, '<script>');
});

test('junit of a valid tree has one case that passed', async () => {
  const text = renderReport(await validateFiles(await goodTree(), 'headers'), 'junit', extras);
  assert.match(text, 'tests="1" failures="0"');
});

test('sarif has a result for each finding, with its rule and its place in the tree', async () => {
  const report = await spoiledReport();
  const document = JSON.parse(renderReport(report, 'sarif', extras));
  assert.is(document.version, '2.1.0');
  const [{ tool, results, invocations }] = document.runs;
  assert.is(invocations[0].executionSuccessful, true);
  assert.equal(
    tool.driver.rules.map(({ id, defaultConfiguration }: Record<string, { level: string }>) => [
      id,
      defaultConfiguration?.level,
    ]),
    report.codes.map(({ code, severity }) => [code, severity]),
  );
  assert.is(results.length, report.findings.length);
  const index = report.findings.findIndex(({ code }) => code === 'FILE_UNKNOWN');
  const { ruleId, ruleIndex, level, locations } = results[index];
  assert.equal([ruleId, level, tool.driver.rules[ruleIndex].id], ['FILE_UNKNOWN', 'error', 'FILE_UNKNOWN']);
  const { uri } = locations[0].physicalLocation.artifactLocation;
  assert.match(uri, '%3Cscript%3Ealert(1)%3C%26script%3E.txt');
  assert.is(decodeURIComponent(uri), report.findings[index]?.path);
});

test('html needs nothing beyond itself, and nothing in it ends its script', async () => {
  const html = renderReport(await spoiledReport(), 'html', extras);
  assert.not.match(html, /(?:src|href)="(?!data:)/);
  assert.is(html.match(/<\/script>/g)?.length, 2);
  assert.is(html.match(/<img src="data:image\/png;base64,/g)?.length, 1);
});

test('the page of a run counts every finding of each rule, and names warnings after many errors', async () => {
  const report = await spoiledReport();
  const of = (code: string) => report.findings.find((finding) => finding.code === code);
  const error = of('MRC_NVERSION_UNKNOWN');
  const warning = of('METADATA_KEY_UNKNOWN');
  assert.ok(error && warning);
  const findings = [...Array.from({ length: 130 }, () => error), warning];
  const html = findingsSection(
    checkStateOf({ ...report, findings }),
    ...(run.split('/') as [string, string]),
  );
  assert.match(html, '<b>130 errors, 1 warning</b>');
  assert.match(
    html,
    'MRC_NVERSION_UNKNOWN: 130 findings <small>Broken rule: The format version is MRC2014. Reconstructions/',
  );
  assert.match(html, '<li>… and 110 more</li>');
  assert.match(html, 'METADATA_KEY_UNKNOWN: 1 finding ');
  assert.not.match(html, '`');
});

test.run();
