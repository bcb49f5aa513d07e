import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import { escapeHtml } from '../../src/base/html.js';
import { printable } from '../../src/base/messages.js';
import { showError } from '../../src/commands/command.js';
import { formatStatus } from '../../src/report/cluster.js';
import { formatInspection } from '../../src/report/inspection.js';
import { createProgressState, updateProgress } from '../../src/report/progress/progress-state.js';
import { finalLines } from '../../src/report/progress/screen-lines.js';
import { renderReport } from '../../src/report/validation/render-report.js';
import { CapturedStream } from '../support/captured-stream.js';
import { extras, spoiledReport } from './validation/support.js';

const test = suite('text from outside');

/** A name that clears the terminal, turns what follows around and hides a character. */
const name = 'TS\u001b[2J\u202e1\u200b';
const shown = String.raw`TS\u001b[2J\u202e1\u200b`;
/** What must not reach a terminal, except colors and line feeds of our own. */
const hidden = /\p{Cf}|[^\P{Cc}\n\t]/u;

test('control, format and separator characters are escaped, and others are not', () => {
  assert.is(printable('a\u061cb\u2066c\u2069\ufeff'), String.raw`a\u061cb\u2066c\u2069\ufeff`);
  assert.is(printable('\u2028\u{e0041}\ud800'), String.raw`\u2028\u{e0041}\ud800`);
  assert.is(printable('Å µ × … 日本 é é 🧬'), 'Å µ × … 日本 é é 🧬');
});

test('pages escape what cannot be seen and keep lines', () => {
  assert.is(escapeHtml('a\u202eb\n<\tc'), 'a\\u202eb\n&lt;\tc');
});

test('a validation shows what it could not check without moving the cursor', async () => {
  const report = { ...(await spoiledReport()), tree: name, failures: [name], notChecked: [name] };
  const text = renderReport(report, 'pretty', extras);
  assert.not.match(text, hidden);
  assert.match(text, `  ${shown}\n`);
  assert.match(text, `not checked: ${shown}\n`);
  assert.match(renderReport(report, 'junit', extras), `<error message="${shown}"/>`);
  assert.not.match(renderReport(report, 'html', extras), hidden);
});

test('so do errors, statuses, inspections and the last lines of an ingest', () => {
  const stream = new CapturedStream();
  showError(new StorageError('missing', 'no such file', { path: name, hint: name }), stream, true);
  const state = createProgressState();
  updateProgress(state, { kind: 'datasets-found', datasets: [name] }, 0);
  updateProgress(state, { kind: 'runs-found', dataset: name, runs: [name] }, 0);
  const texts = [
    stream.text,
    formatStatus({ parts: [], bytes: 0, bytesDone: 0, failedRuns: [name], timeLeft: null }),
    formatInspection({
      path: name,
      kind: 'text',
      format: 'text',
      bytes: 1,
      others: [],
      lines: 1,
      rows: [name],
    }),
    ...finalLines(name, state).map(({ text }) => text),
  ];
  for (const text of texts) {
    assert.not.match(text, hidden);
    assert.ok(text.includes(shown), text);
  }
});

test.run();
