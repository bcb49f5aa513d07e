import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { comparisonBlocks } from '../../../src/report/comparison/comparison-blocks.js';
import { renderPretty } from '../../../src/report/comparison/render-comparison.js';
import { paintFor } from '../../../src/report/paint.js';
import { CapturedStream } from '../../support/captured-stream.js';
import { entity, reportOf, value } from './made-report.js';

const test = suite('comparison as text');

const runs = Array.from({ length: 40 }, (_, index) => `TS_${String(index + 1).padStart(3, '0')}`);
const options = { detail: 'all', maxDetails: 200 } as const;

test('the same change in 40 runs is one line, one that only a run has is its own', () => {
  const report = reportOf(
    runs.map((run) =>
      entity(run, [
        value(run, 'processing', '"raw"', '"filtered"'),
        value(run, 'last_updated_at', '1', '2', 'time'),
        ...(run === 'TS_007' ? [value(run, 'ctf_corrected', 'true', 'false')] : []),
      ]),
    ),
  );
  assert.equal(renderPretty(report, options).split('\n').slice(0, 4), [
    '~ 10001 tomogram 100, 10.000 Å in 40 runs: TS_001, TS_002, TS_003, … TS_040 (40 time)',
    '    metadata  {run}.json: processing: "raw" → "filtered"',
    '~ 10001/TS_007 tomogram 100, 10.000 Å',
    '    metadata  TS_007.json: ctf_corrected: true → false',
  ]);
});

test('entities of one run are not called several runs', () => {
  const same = () => entity('TS_1', [value('TS_1', 'processing', '"raw"', '"filtered"')]);
  const [label] = renderPretty(reportOf([same(), same(), same()]), options).split('\n');
  assert.is(label, '~ 10001/TS_1 tomogram 100, 10.000 Å, and 2 more like it');
});

test('numbers that differ from run to run are those of the first', () => {
  const report = reportOf(
    ['TS_1', 'TS_2'].map((run, index) => entity(run, [value(run, 'total_flux', '60', `6${index + 1}`)])),
  );
  assert.match(
    renderPretty(report, options),
    '    metadata  {run}.json: total_flux: 60 → 61 (TS_1; the others with other numbers)\n',
  );
});

test('other words are another change, and names are told apart', () => {
  const report = reportOf(
    ['TS_1', 'TS_2'].map((run) =>
      entity(run, [value(run, 'processing', '"raw"', JSON.stringify(`to ${run}x`))]),
    ),
  );
  const lines = renderPretty(report, options)
    .split('\n')
    .filter((line) => line.startsWith('~'));
  assert.is(lines.length, 1);
  const words = reportOf([
    entity('TS_1', [value('TS_1', 'processing', '"raw"', '"filtered"')]),
    entity('TS_2', [value('TS_2', 'processing', '"raw"', '"denoised"')]),
  ]);
  assert.is(
    renderPretty(words, options)
      .split('\n')
      .filter((line) => line.startsWith('~')).length,
    2,
  );
});

test('entities that are the same have lines with --all only', () => {
  const report = reportOf([entity('TS_1', []), entity('TS_2', [value('TS_2', 'x', '1', '2', 'time')])]);
  assert.not.match(renderPretty(report, options), '=');
  assert.match(
    renderPretty(report, { ...options, all: true }),
    '= 10001/TS_1 tomogram 100, 10.000 Å\n= 10001/TS_2 tomogram 100, 10.000 Å (1 time)\n',
  );
});

test('colours on terminals only, and not with NO_COLOR', () => {
  const report = reportOf([entity('TS_1', [value('TS_1', 'processing', '"raw"', '"filtered"')])]);
  const terminal = Object.assign(new CapturedStream(), { isTTY: true });
  const shown = (stream: CapturedStream, env: NodeJS.ProcessEnv) =>
    renderPretty(report, { ...options, paint: paintFor(stream, env) });
  assert.match(shown(terminal, { TERM: 'xterm' }), '\u001b[33mmetadata\u001b[39m');
  for (const text of [
    shown(terminal, { TERM: 'xterm', NO_COLOR: '1' }),
    shown(terminal, { TERM: 'dumb' }),
    shown(new CapturedStream(), { TERM: 'xterm' }),
  ]) {
    assert.not.match(text, '\u001b');
  }
});

test('of thousands of runs and changes', () => {
  const runs = Array.from({ length: 3000 }, (_, index) => `TS_${index}`);
  const many = Array.from({ length: 3000 }, (_, index) =>
    value('TS_a', `at.${'x'.repeat(index % 7)}${index}`, '1', '2'),
  );
  const same = runs.map((run) => entity(run, [value(run, 'name', 'x', 'y'), value(run, 'size', 'x', 'y')]));
  const [first, second] = comparisonBlocks(reportOf([...same, entity('TS_a', many)]));
  assert.equal([first?.entities.length, first?.changes.map(({ count }) => count)], [3000, [3000, 3000]]);
  assert.is(second?.entities.length, 1);
});

test.run();
