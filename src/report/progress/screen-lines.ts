// Lays out the live display of an ingest as lines without colors, so that tests need no terminal.
// listr-progress.ts paints them.

import truncate from 'cli-truncate';
import stringWidth from 'string-width';
import wrap from 'wrap-ansi';
import { countOf, printable } from '../../base/messages.js';
import {
  type DatasetProgress,
  describeCounts,
  describeDataset,
  describeItems,
  describeRun,
  describeTotals,
  type ItemFailure,
  isFinished,
  type ProgressState,
  type RunProgress,
} from './progress-state.js';

/** The subject of a line, which decides its icon and color. */
export type Tone = 'busy' | 'good' | 'bad' | 'waiting' | 'detail';

/** A line of the screen before it is cut and colored. */
export interface ScreenLine {
  /** `null` for a line that continues the one above, without icon. */
  readonly tone: Tone | null;
  /** Columns before the icon. */
  readonly indent: number;
  readonly text: string;
}

interface ScreenView {
  readonly state: ProgressState;
  readonly title: string;
  /** True after a signal, while the ingest cleans up. */
  readonly isStopping: boolean;
  readonly rows: number;
  readonly columns: number;
  /** Milliseconds on the clock of the state. */
  readonly now: number;
}

const failureRows = 3;
const indent = 2;
/** Columns of an icon and a space. */
const iconColumns = 2;

/** Lays out a screen of at most `rows` lines: title and totals, then what there is room for. */
export function layOutScreen(view: ScreenView): ScreenLine[] {
  const { rows } = view;
  const head = headLines(view).slice(0, rows);
  const most = Math.max(failureRows, Math.floor(rows / 3));
  const failures = failureLines(view, Math.min(rows - head.length, most));
  return [...head, ...bodyLines(view, rows - head.length - failures.length), ...failures];
}

function headLines({ state, title, isStopping, columns, now }: ScreenView): ScreenLine[] {
  const { always, more } = describeTotals(state, now);
  const room = columns - indent;
  let totals = always;
  for (const part of more) if (stringWidth(`${totals}, ${part}`) <= room) totals += `, ${part}`;
  const tone = state.failed > 0 ? 'bad' : 'busy';
  const shown = isStopping ? `stopping; ${title}` : title;
  if (state.datasets.size === 0) return [line(tone, 0, `${shown}: looking for datasets`)];
  return [line(tone, 0, shown), line(null, indent, totals)];
}

/** Returns the last failures that fit, the newest last, and the number of earlier ones. */
function failureLines({ state, columns }: ScreenView, rows: number): ScreenLine[] {
  const { failures, failed } = state;
  if (failed === 0 || rows <= 0) return [];
  let shown: ScreenLine[] = [];
  let count = 0;
  for (const failure of failures.toReversed()) {
    const lines = spellFailure(failure, columns, Math.min(failureRows, rows - shown.length));
    const needsNote = failed > count + 1;
    if (count > 0 && shown.length + lines.length + (needsNote ? 1 : 0) > rows) break;
    shown = [...lines, ...shown];
    count += 1;
  }
  const left = failed - count;
  if (left === 0) return shown;
  const note = line(null, indent, `… and ${countOf(left, 'more failed item')}`);
  return shown.length < rows ? [note, ...shown] : shown;
}

function spellFailure({ item, message }: ItemFailure, columns: number, rows: number): ScreenLine[] {
  const { type, name, run } = item;
  const place = message.includes(name) ? '' : `${type} ${name}: `;
  const inRun = run === null || message.includes(run) ? '' : `${run}: `;
  const text = printable(`${inRun}${place}${message}`);
  const lines = wrap(text, Math.max(1, columns - iconColumns), { hard: true }).split('\n');
  const shown = lines.slice(0, rows);
  const cut = fitText([...shown.slice(-1), ...lines.slice(rows)].join(' '), columns - iconColumns);
  return [...shown.slice(0, -1), cut].map((each, index) =>
    index === 0 ? line('bad', 0, each) : line(null, iconColumns, each),
  );
}

function bodyLines(view: ScreenView, rows: number): ScreenLine[] {
  const { state, now } = view;
  const datasets = [...state.datasets.values()];
  if (datasets.length === 1) return runLines(datasets[0] as DatasetProgress, view, rows);
  const current = datasets.findLast(({ started }) => started !== null);
  if (current === undefined || rows <= 0) return [];
  const at = datasets.indexOf(current);
  const own = runLines(current, view, rows - 1);
  const room = rows - 1 - own.length;
  const before = datasets.slice(0, at).slice(Math.max(0, at - room));
  const after = datasets.slice(at + 1, at + 1 + room - before.length);
  const heading = (dataset: DatasetProgress, tone: Tone) =>
    line(tone, indent, `dataset ${dataset.name}: ${describeDataset(dataset, now)}`);
  return [
    ...before.map((dataset) => heading(dataset, dataset.failed > 0 ? 'bad' : 'good')),
    heading(current, current.failed > 0 ? 'bad' : 'busy'),
    ...own.map((each) => ({ ...each, indent: each.indent + indent })),
    ...after.map(({ name }) => line('waiting', indent, `dataset ${name}`)),
  ];
}

/** Returns the runs of a dataset in order, with the number of those that there is no room for. */
function runLines({ runs }: DatasetProgress, view: ScreenView, rows: number): ScreenLine[] {
  if (rows <= 0) return [];
  const all = [...runs.values()];
  const active = all.filter(({ status }) => status === 'active');
  const finished = all.filter(isFinished);
  const waiting = all.filter(({ status }) => status === 'waiting');
  const brief = active.flatMap((run) => activeLines(run, view, false));
  const whole = active.flatMap((run) => activeLines(run, view, true));
  const fitting = brief.slice(0, roomFor(active.length, rows));
  const shownActive =
    whole.length <= rows ? whole : withRest(fitting, active.length, rows, 'under way', 'busy', false);
  const failedLast = [...finished].sort(
    (a, b) => Number(a.status === 'failed') - Number(b.status === 'failed'),
  );
  const kept = new Set(failedLast.slice(-roomFor(finished.length, rows - shownActive.length)));
  const above = finished
    .filter((run) => kept.has(run) && rows > shownActive.length)
    .map((run) => finishedLine(run));
  const shownFinished = withRest(above, finished.length, rows - shownActive.length, 'finished', 'good', true);
  const room = rows - shownActive.length - shownFinished.length;
  const below = waiting
    .slice(0, roomFor(waiting.length, room))
    .map(({ name }) => line('waiting', indent, name));
  return [
    ...shownFinished,
    ...shownActive,
    ...withRest(below, waiting.length, room, 'waiting', 'waiting', false),
  ];
}

/** Returns how many of `count` lines are shown in `rows`, if the omitted ones need a line. */
function roomFor(count: number, rows: number): number {
  return count <= rows ? count : Math.max(0, rows - 1);
}

/** Adds a line with the number of omitted lines, above or below the shown ones. */
function withRest(
  lines: readonly ScreenLine[],
  count: number,
  rows: number,
  what: string,
  tone: Tone,
  isAbove: boolean,
): ScreenLine[] {
  const shown = lines.slice(0, Math.max(0, rows));
  if (shown.length === count || rows <= 0) return shown;
  const rest = line(tone, indent, `… ${count - shown.length}${shown.length === 0 ? '' : ' more'} ${what}`);
  return isAbove ? [rest, ...shown] : [...shown, rest];
}

/** Returns a run with its current item, on one line if that fits or `mayWrap` is false, else on two. */
function activeLines(run: RunProgress, { columns, now }: ScreenView, mayWrap: boolean): ScreenLine[] {
  const name = `${run.name} (${describeItems(run)})`;
  const tone = run.failed > 0 ? 'bad' : 'busy';
  const what = describeRun(run, now);
  const room = columns - indent - iconColumns;
  if (what === '') return [line(tone, indent, name)];
  if (stringWidth(`${name}  ${what}`) <= room) return [line(tone, indent, `${name}  ${what}`)];
  if (mayWrap) return [line(tone, indent, name), line('detail', indent + iconColumns, what)];
  return [line(tone, indent, `${run.name}  ${describeRun(run, now, true)}`)];
}

function finishedLine(run: RunProgress, at = indent): ScreenLine {
  return line(run.status === 'failed' ? 'bad' : 'good', at, `${run.name} (${describeItems(run)})`);
}

function line(tone: Tone | null, indent: number, text: string): ScreenLine {
  return { tone, indent, text: printable(text) };
}

/** Cuts a text to a number of columns, in the middle, so that its end stays: an extension, the time left. */
export function fitText(text: string, columns: number): string {
  return columns <= 0 ? '' : truncate(text, columns, { position: 'middle' });
}

/** Most runs of a dataset that are listed at the end. Of more, only those that failed or are unfinished are. */
const listedRuns = 24;

/** Returns the lines that stay on the terminal after an ingest: datasets with their runs, ✖ for failures. */
export function finalLines(title: string, state: ProgressState): ScreenLine[] {
  const datasets = [...state.datasets.values()];
  const isWhole = datasets.every(isDone);
  return [line(state.failed > 0 || !isWhole ? 'bad' : 'good', 0, title), ...datasets.flatMap(datasetLines)];
}

function isDone({ started, finished, runs }: DatasetProgress): boolean {
  return started !== null && finished === runs.size;
}

function datasetLines(dataset: DatasetProgress): ScreenLine[] {
  const { name, failed, runs } = dataset;
  const tone = failed > 0 || !isDone(dataset) ? 'bad' : 'good';
  const heading = line(tone, 2, `dataset ${name}: ${describeCounts(dataset)}`);
  const all = [...runs.values()];
  if (all.length <= listedRuns) return [heading, ...all.map(runLine)];
  const notable = all.filter((run) => run.status === 'failed' || run.status === 'active');
  const listed = notable.slice(0, listedRuns);
  const left = notable.slice(listedRuns).length;
  const waiting = all.filter(({ status }) => status === 'waiting').length;
  const rest = left === 0 ? [] : [line('waiting', 4, `… and ${left} more that failed or are not finished`)];
  const later = waiting === 0 ? [] : [line('waiting', 4, `${waiting} not begun`)];
  return [heading, ...listed.map(runLine), ...rest, ...later];
}

function runLine(run: RunProgress): ScreenLine {
  if (isFinished(run)) return finishedLine(run, 4);
  const items = run.items === 0 ? '' : ` (${describeItems(run)})`;
  return line('waiting', 4, `${run.name}: not finished${items}`);
}
