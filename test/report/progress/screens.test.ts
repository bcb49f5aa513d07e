import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IngestEvent, ItemLabel, ItemRecord } from '../../../src/pipeline/walk/events.js';
import { loadProgress } from '../../../src/report/progress/load-progress.js';
import type { Progress } from '../../../src/report/progress/progress-state.js';
import { hasBrowser } from '../../support/browser.js';
import { drawScreens, type Screen } from '../../support/picture-of-terminal.js';
import { TerminalEmulator } from '../../support/terminal-emulator.js';

const test = suite('screens of an ingest');

const title = 'ingest demo.yaml';
const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `TS_${String(index + 1).padStart(3, '0')}`);
const why =
  'dep/tomograms/TS_002.rec: tomogram TS_002.rec in run TS_002: truncated: expected 4194304 bytes, found 1024';

function tomogram(run: string): ItemLabel {
  return { type: 'tomogram', name: `${run}.rec`, dataset: '10801', run };
}

function finished(run: string, status: ItemRecord['status'] = 'written', message = why): IngestEvent {
  const item = tomogram(run);
  const error =
    status === 'failed'
      ? {
          tag: 'FormatError',
          code: 'truncated',
          message,
          path: null,
          expected: null,
          found: null,
          hint: null,
        }
      : null;
  const record = {
    ...item,
    id: null,
    status,
    sources: [],
    outputs: [],
    metadata: null,
    bytesWritten: 5_000_000,
    seconds: 1,
    notes: [],
    because: null,
    error,
  };
  return { kind: 'item-finished', item, record, error: null };
}

interface Shown {
  readonly terminal: TerminalEmulator;
  readonly progress: Progress;
  readonly send: (...events: readonly IngestEvent[]) => void;
}

/** Displays that a failed check left open would keep the tests from ending. */
const open: Progress[] = [];
test.after.each(async () => {
  for (const progress of open.splice(0)) await progress.finish();
});

/** A display of some runs: `done` of them are finished, the next two are active. */
async function show(columns: number, rows: number, runs: number, done: number): Promise<Shown> {
  const terminal = new TerminalEmulator(columns, rows);
  terminal.write('$ cryoet ingest demo.yaml in out\n');
  const start = await loadProgress({
    stream: terminal.stream,
    title,
    format: 'pretty',
    quiet: false,
    now: () => new Date(0),
  });
  const progress = start();
  open.push(progress);
  const send = (...events: readonly IngestEvent[]) => {
    for (const event of events) progress.listener(event);
  };
  const place = { dataset: '10801' };
  send({ kind: 'datasets-found', datasets: ['10801'] }, { kind: 'runs-found', ...place, runs: names(runs) });
  for (const [index, run] of names(runs).entries()) {
    if (index >= done + 2) break;
    send({ kind: 'run-started', ...place, run });
    if (index < done) send(finished(run), { kind: 'run-finished', ...place, run });
    else {
      send(
        { kind: 'item-started', item: tomogram(run), bytes: 2e9 },
        { kind: 'item-progress', item: tomogram(run), bytesDone: 5e8, bytesTotal: 2e9 },
      );
    }
  }
  return { terminal, progress, send };
}

const pictures = new Map<string, Screen>();

/** Keeps what a terminal shows; all pictures are drawn at the end. */
async function picture(terminal: TerminalEmulator, name: string): Promise<void> {
  pictures.set(`ingest-${name}`, await terminal.cells());
}

test.after(async () => {
  if (hasBrowser) await drawScreens(pictures);
});

/** Lines of every screen, whatever its size: the title, the totals and the time left, once each. */
function holdsEssentials(screen: readonly string[], totals: RegExp): void {
  assert.is(screen.filter((row) => row.includes(title)).length, 1, screen.join('\n'));
  assert.match(screen[1] ?? '', totals);
  assert.match(screen[1] ?? '', /(?:left|estimating time left)/);
}

const left = /^ {2}4 of 8 runs, (?:\d.* left|estimating time left)/;

test('60 × 10: what is under way is there, of the rest what has room, those that wait are dropped first', async () => {
  const { terminal, progress } = await show(60, 10, 8, 4);
  const screen = await terminal.redraw();
  await picture(terminal, '60x10');
  holdsEssentials(screen, left);
  assert.is(screen.filter((row) => /TS_00[56] \(0 items\)/.test(row)).length, 2);
  assert.ok(
    screen.some((row) => /✔ TS_004 \(1 item\)/.test(row)),
    screen.join('\n'),
  );
  assert.ok(screen.some((row) => /2 waiting/.test(row)) || !screen.some((row) => row.includes('TS_008')));
  await progress.finish();
});

test('80 × 24: every run has its line, in order', async () => {
  const { terminal, progress } = await show(80, 24, 8, 4);
  const screen = await terminal.redraw();
  await picture(terminal, '80x24');
  holdsEssentials(screen, left);
  const order = screen.flatMap((row) => /^ {2}\S (TS_\d+)/.exec(row)?.[1] ?? []);
  assert.equal(order, names(8));
  assert.match(screen.join('\n'), 'tomogram TS_005.rec  ━━━━────────────  25 % of 2.0 GB');
  await progress.finish();
});

test('200 × 50: a run and what it is at share a line', async () => {
  const { terminal, progress } = await show(200, 50, 8, 4);
  const screen = await terminal.redraw();
  await picture(terminal, '200x50');
  holdsEssentials(screen, left);
  assert.match(screen.join('\n'), 'TS_005 (0 items)  tomogram TS_005.rec  ━━━━────────────  25 % of 2.0 GB');
  assert.match(screen[1] ?? '', '20.0 MB written');
  await progress.finish();
});

test('200 runs fit every size, and what has no line is counted', async () => {
  for (const [columns, rows] of [
    [60, 10],
    [80, 24],
    [200, 50],
  ] as const) {
    const { terminal, progress } = await show(columns, rows, 200, 120);
    const screen = await terminal.redraw();
    await picture(terminal, `200-runs-${columns}x${rows}`);
    holdsEssentials(screen, /^ {2}120 of 200 runs, /);
    const text = screen.join('\n');
    assert.match(text, /TS_121/);
    assert.match(text, /TS_122/);
    assert.match(text, /✔ … \d+ more finished/);
    if (rows > 10) assert.is(screen.filter((row) => row === '').length, 0);
    await progress.finish();
    const after = await terminal.history();
    assert.ok(after.length < 40, after.join('\n'));
  }
});

test('a failure is told as it happens: which item, and why, at every size', async () => {
  for (const [columns, rows] of [
    [60, 10],
    [80, 24],
    [200, 50],
  ] as const) {
    const { terminal, progress, send } = await show(columns, rows, 8, 1);
    send(finished('TS_002', 'failed'));
    const screen = await terminal.redraw();
    await picture(terminal, `failure-${columns}x${rows}`);
    holdsEssentials(screen, /^ {2}1 of 8 runs, 1 failed item, /);
    const text = screen.map((row) => row.trim()).join(' ');
    assert.match(screen[0] ?? '', /^✖ ingest/);
    assert.match(text, '✖ dep/tomograms/TS_002.rec: tomogram TS_002.rec');
    assert.match(text, 'truncated: expected 4194304 bytes, found 1024');
    send({ kind: 'run-finished', dataset: '10801', run: 'TS_002' });
    await progress.finish();
    const after = (await terminal.history()).join('\n');
    assert.match(after, '✖ ingest demo.yaml');
    assert.match(after, '✖ TS_002 (1 item, 1 failed)');
  }
});

test('many failures leave room for the runs; the newest are shown', async () => {
  const { terminal, progress, send } = await show(60, 10, 8, 1);
  for (const number of [1, 2, 3, 4, 5]) send(finished('TS_002', 'failed', `no. ${number} of TS_002.rec`));
  const screen = await terminal.redraw();
  assert.equal(screen.slice(-3), [
    '  … and 3 more failed items',
    '✖ no. 4 of TS_002.rec',
    '✖ no. 5 of TS_002.rec',
  ]);
  assert.ok(screen.some((row) => row.includes('TS_003')));
  await progress.finish();
});

test('resizes leave no line behind, while it runs or afterwards', async () => {
  const { terminal, progress } = await show(80, 24, 30, 10);
  await terminal.redraw();
  for (const [columns, rows] of [
    [60, 10],
    [200, 50],
    [61, 11],
    [100, 30],
    [60, 10],
  ] as const) {
    terminal.resize(columns, rows);
    const screen = await terminal.screen();
    if (columns === 100) await picture(terminal, 'resized');
    holdsEssentials(screen, /^ {2}10 of 30 runs, /);
    assert.is(
      new Set(screen.filter((row) => /TS_\d+/.test(row))).size,
      screen.filter((row) => /TS_\d+/.test(row)).length,
    );
    assert.is((await terminal.history()).length <= rows, true);
  }
  await progress.finish();
  const after = await terminal.history();
  assert.not(terminal.isAlternate);
  assert.is(after[0], '$ cryoet ingest demo.yaml in out');
  assert.is(after.filter((row) => row.includes(`✖ ${title}`)).length, 1, after.join('\n'));
  assert.is(after.filter((row) => row.includes('dataset 10801')).length, 1);
});

test('what others write meanwhile is shown when the display ends', async () => {
  const { terminal, progress } = await show(80, 24, 2, 0);
  terminal.stream.write('a line of another\n');
  assert.not.match((await terminal.redraw()).join('\n'), 'a line of another');
  await progress.finish();
  assert.match((await terminal.history()).join('\n'), 'a line of another');
});

test('names that are wide or long are cut, not wrapped; several datasets have their headings', async () => {
  const terminal = new TerminalEmulator(60, 12);
  const start = await loadProgress({
    stream: terminal.stream,
    title,
    format: 'pretty',
    quiet: false,
    now: () => new Date(0),
  });
  const progress = start();
  open.push(progress);
  const long = `細胞${'x'.repeat(100)}終`;
  progress.listener({ kind: 'datasets-found', datasets: ['1', '2', '3'] });
  progress.listener({ kind: 'runs-found', dataset: '1', runs: [] });
  progress.listener({ kind: 'runs-found', dataset: '2', runs: [long, 'b'] });
  progress.listener({ kind: 'run-started', dataset: '2', run: long });
  const screen = await terminal.redraw();
  assert.match(screen[1] ?? '', /^ {2}0 of 2 runs, estimating time left, dataset 2 of 3/);
  assert.match(screen[2] ?? '', /✔ dataset 1: 0 of 0 runs/);
  assert.match(screen[3] ?? '', /dataset 2: 0 of 2 runs/);
  assert.match(screen[4] ?? '', /細胞x+…x*終? ?\(0 items\)$|細胞x+…x+終 \(0 items\)/);
  assert.match(screen[5] ?? '', / b$/);
  assert.match(screen[6] ?? '', /dataset 3$/);
  await progress.finish();
});

test.run();
