import { interruption, madeAgain, notSelected } from '../base/issue.js';
import { countOf, printable } from '../base/messages.js';
import type { ItemRecord } from '../pipeline/walk/events.js';
import type { IngestReport } from '../pipeline/walk/ingest-report.js';
import { formatBytes, formatDuration } from './quantities.js';

/**
 * The last lines of an ingest that is not whole: ✖, what is left and why, and the command that goes on. `typed` are the
 * arguments of the program; without them no command is named.
 */
export function formatGoOn(report: IngestReport, typed: readonly string[]): string {
  const { stopped } = report;
  const why = stopped === null ? 'not everything was done' : `stopped (${printable(stopped)})`;
  const facts = `✖ ${why}: ${formatCounts(report)}`;
  if (typed.length === 0) return `${facts}\n`;
  return `${facts}\nTo go on: cryoet ${typed.map(quote).join(' ')}\n`;
}

/** An argument as a POSIX shell takes it. */
function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** The end of an ingest: the warnings, the failures with their hints, what was not reached for them, then counts. */
export function formatSummary(report: IngestReport): string {
  const { summary, seconds } = report;
  return [
    ...section('warning', reportedWarnings(report)),
    ...section('failed item', reportedFailures(report)),
    ...notReached(report.items),
    ...remade(report),
    ...stop(report),
    `${endedBy(report)}${formatCounts(report)}; ${formatBytes(summary.bytesWritten)} written in ${formatDuration(seconds)}`,
    '',
  ].join('\n');
}

function endedBy({ stopped }: IngestReport): string {
  if (stopped === null) return '';
  return stopped === interruption ? 'Interrupted: ' : 'Stopped: ';
}

/** How many items came to what: `12 written, 0 failed, 3 not reached`. */
function formatCounts({ summary, items }: IngestReport): string {
  const notAskedFor = items.filter(({ notes }) => notes.includes(notSelected)).length;
  const onlyNotAskedFor = notAskedFor === summary.skipped ? '' : `${notAskedFor} `;
  const whySkipped = notAskedFor === 0 ? '' : ` (${onlyNotAskedFor}not selected)`;
  const counted = [
    `${summary.written} written`,
    ...(summary.unchanged > 0 ? [`${summary.unchanged} unchanged`] : []),
    `${summary.failed} failed`,
    ...(summary['not reached'] > 0 ? [`${summary['not reached']} not reached`] : []),
    ...(summary.skipped > 0 ? [`${summary.skipped} skipped${whySkipped}`] : []),
    ...(summary.superseded > 0 ? [`${summary.superseded} superseded by another ingest`] : []),
    ...(summary.referenced > 0 ? [`${summary.referenced} already in the output`] : []),
  ];
  return counted.join(', ');
}

/** One line a cause: `3 items not reached, because tomogram TS_001 failed: 2 key_image, 1 viz_config`. */
export function notReached(items: readonly ItemRecord[]): string[] {
  const causes = new Map<string, ItemRecord[]>();
  for (const item of items) {
    if (item.because === null) continue;
    const of = causes.get(item.because) ?? [];
    causes.set(item.because, of);
    of.push(item);
  }
  const lines = [...causes].map(([because, of]) => {
    const types = [...new Set(of.map(({ type }) => type))];
    const counts = types.map((type) => `${of.filter((item) => item.type === type).length} ${type}`);
    return `  because ${printable(because)}: ${counts.join(', ')}`;
  });
  const more = lines.length - listedCauses;
  const count = [...causes.values()].flat().length;
  return lines.length === 0
    ? []
    : [
        `${countOf(count, 'item')} not reached:`,
        ...lines.slice(0, listedCauses),
        ...(more > 0 ? [`  … and for ${more} more causes`] : []),
        '',
      ];
}

/** At most this many causes are listed; the report file has them all. */
const listedCauses = 20;

/** What ended the ingest before its end, and how to go on. */
function stop({ stopped }: IngestReport): string[] {
  if (stopped === null) return [];
  return [`Stopped, because ${printable(stopped)}; the same command goes on and keeps what is finished`];
}

/** Why finished items were made again: one line a reason. */
function remade({ items }: IngestReport): string[] {
  const counts = new Map<string, number>();
  for (const note of items.flatMap(({ notes }) => notes)) {
    if (note.startsWith(madeAgain)) counts.set(note, (counts.get(note) ?? 0) + 1);
  }
  return [...counts].map(([reason, items]) => `${countOf(items, 'item')} ${reason}`);
}

/** Warnings as lists show them, with the item that each is about. */
export function reportedWarnings({ warnings }: IngestReport): ReportedMessage[] {
  return warnings.map(({ item, run, message }) => ({
    type: null,
    run,
    message: item === null ? message : `${item}: ${message}`,
    hint: null,
  }));
}

/** Failures as lists show them. */
function reportedFailures({ items }: IngestReport): ReportedMessage[] {
  return items
    .filter(({ status }) => status === 'failed')
    .map(({ type, run, error }) => ({
      type,
      run,
      message: error?.message ?? 'unknown',
      hint: error?.hint ?? null,
    }));
}

function section(name: string, messages: readonly ReportedMessage[]): string[] {
  if (messages.length === 0) return [];
  const title = `${countOf(messages.length, name)}:`;
  return [title, ...listMessages(messages), ''];
}

/** A message of a report, and how to fix what it says. */
export interface ReportedMessage {
  /** Kind of the item it is about. */
  readonly type: string | null;
  readonly run: string | null;
  readonly message: string;
  readonly hint: string | null;
}

/** At most this many kinds of messages are listed; the report file has them all. */
const listedKinds = 20;
/** Up to this many messages of a kind are spelled out one by one; of more, the first. */
const spelledOut = 3;
/** Names of runs that stand for all those with a message of a kind. */
const namedRuns = 4;

/** Lines that tell messages, once for those that say the same of many runs. */
export function listMessages(messages: readonly ReportedMessage[]): string[] {
  const groups = groupAlike(messages, ({ type, run, message, hint }) => ({
    run,
    subject: `${type}\n${hint}`,
    message,
  }));
  const listed = groups.slice(0, listedKinds);
  const left = groups.slice(listedKinds).flat().length;
  return [...listed.flatMap(groupLines), ...(left > 0 ? [`  … and ${left} more of other kinds`] : [])];
}

function groupLines(group: readonly ReportedMessage[]): string[] {
  if (group.length <= spelledOut) return group.flatMap(spell);
  const [first, ...others] = group;
  if (first === undefined) return [];
  return [...spell(first), `    and ${others.length} more like it${inRuns(others)}`];
}

function spell({ message, hint }: ReportedMessage): string[] {
  return [`  ${printable(message)}`, ...(hint === null ? [] : [`    hint: ${hint}`])];
}

function inRuns(messages: readonly ReportedMessage[]): string {
  const runs = [...new Set(messages.flatMap(({ run }) => (run === null ? [] : [run])))];
  if (runs.length === 0) return '';
  const more = runs.length > namedRuns ? `, … ${runs.at(-1)}` : '';
  return `: ${runs.slice(0, namedRuns).join(', ')}${more}`;
}

/** A message about an item, with the run that the item is part of. */
interface RunMessage {
  readonly run: string | null;
  /** What tells messages apart beyond their text. */
  readonly subject: string;
  readonly message: string;
}

/**
 * Messages that say the same of different runs, together: their texts differ in the run's name and in numbers only.
 * Groups and their members stay in order.
 */
function groupAlike<Row>(rows: readonly Row[], describe: (row: Row) => RunMessage): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const { run, subject, message } = describe(row);
    const text = run === null || run === '' ? message : message.replaceAll(run, '{run}');
    const key = `${subject}\n${text.replaceAll(/\d+/g, '#')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
