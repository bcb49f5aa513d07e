import { countBy, groupBy } from '../base/collections.js';
import { interruption, madeAgain, notSelected } from '../base/issue.js';
import { countOf, printLines, quoteArguments } from '../base/messages.js';
import type { IngestEvent, ItemRecord } from '../pipeline/walk/events.js';
import type { IngestReport } from '../pipeline/walk/ingest-report.js';
import { formatBytes, formatDuration } from './quantities.js';

/** What a summary tells of items: of those without a fault there may be a hundred thousand, which are only counted. */
export class NamedItems {
  /** Items that failed or were not reached. */
  readonly items: ItemRecord[] = [];
  /** How many were made again, by the note that says why. */
  readonly madeAgain = new Map<string, number>();
  notSelected = 0;

  listen(event: IngestEvent): void {
    if (event.kind === 'item-finished') this.#add(event.record);
    if (event.kind === 'run-gathered') for (const item of event.items) this.#add(item);
  }

  #add(item: ItemRecord): void {
    if (item.status === 'failed' || item.because !== null) this.items.push(item);
    for (const note of item.notes) {
      if (note === notSelected) this.notSelected += 1;
      if (note.startsWith(madeAgain)) this.madeAgain.set(note, (this.madeAgain.get(note) ?? 0) + 1);
    }
  }
}

/** Formats the end of an incomplete ingest: what is left, why, and the command `typed` to go on, if known. */
export function formatGoOn(report: IngestReport, typed: readonly string[], named: NamedItems): string {
  const { stopped } = report;
  const why = stopped === null ? 'not everything was done' : `stopped (${stopped})`;
  const facts = `✖ ${why}: ${formatCounts(report, named)}`;
  return printLines(typed.length === 0 ? [facts] : [facts, `To go on: cryoet ${quoteArguments(typed)}`]);
}

/** Formats the summary of an ingest: warnings, failures with hints, items that were not reached, and counts. */
export function formatSummary(report: IngestReport, named: NamedItems): string {
  const { summary, seconds } = report;
  return printLines([
    ...section('warning', reportedWarnings(report)),
    ...section('failed item', reportedFailures(named.items)),
    ...notReached(named.items),
    ...[...named.madeAgain].map(([reason, items]) => `${countOf(items, 'item')} ${reason}`),
    ...stop(report),
    `${endedBy(report)}${formatCounts(report, named)}; ${formatBytes(summary.bytesWritten)} written in ${formatDuration(seconds)}`,
  ]);
}

function endedBy({ stopped }: IngestReport): string {
  if (stopped === null) return '';
  return stopped === interruption ? 'Interrupted: ' : 'Stopped: ';
}

/** Counts of items by status: `12 written, 0 failed, 3 not reached`. */
function formatCounts({ summary }: IngestReport, { notSelected: notAskedFor }: NamedItems): string {
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

/** Most causes that are listed; the report file has all. */
const listedCauses = 20;
/** Causes of a kind that are listed one by one; of more, the first stands for all. */
const listedAlike = 3;

/**
 * Formats the items that were not reached, a line for each cause: `because tomogram TS_001 failed: 2 key_image, 1
 * viz_config`. Causes of one kind, such as the tomograms of many runs, are one line.
 */
export function notReached(items: readonly ItemRecord[]): string[] {
  const unreached = items.filter(({ because }) => because !== null);
  const causes = [...groupBy(unreached, ({ because }) => because ?? '')];
  const kinds = groupBy(causes, ([because, of]) => `${because.split(' ')[0]} ${typesOf(of).join()}`);
  const lines = [...kinds.values()].flatMap((alike) => {
    if (alike.length <= listedAlike)
      return alike.map(([because, of]) => `  because ${because}: ${countTypes(of)}`);
    const all = countTypes(alike.flatMap(([, of]) => of));
    return [`  because ${alike[0]?.[0]}, and ${alike.length - 1} others like it: ${all}`];
  });
  if (lines.length === 0) return [];
  const more = lines.length - listedCauses;
  const rest = more > 0 ? [`  … and for ${more} more causes`] : [];
  return [`${countOf(unreached.length, 'item')} not reached:`, ...lines.slice(0, listedCauses), ...rest, ''];
}

function typesOf(items: readonly ItemRecord[]): string[] {
  return [...new Set(items.map(({ type }) => type))].sort();
}

function countTypes(items: readonly ItemRecord[]): string {
  return [...countBy(items.map(({ type }) => type))].map(([type, count]) => `${count} ${type}`).join(', ');
}

function stop({ stopped }: IngestReport): string[] {
  if (stopped === null) return [];
  return [`Stopped, because ${stopped}; the same command goes on and keeps what is finished`];
}

export interface ReportedMessage {
  readonly type: string | null;
  readonly run: string | null;
  readonly message: string;
  readonly hint: string | null;
}

/** Returns the warnings, each with its item. */
export function reportedWarnings({ warnings }: IngestReport): ReportedMessage[] {
  return warnings.map(({ item, run, message: text }) => {
    const message = item === null ? text : `${item}: ${text}`;
    return { type: null, run, message, hint: null };
  });
}

function reportedFailures(items: readonly ItemRecord[]): ReportedMessage[] {
  return items.flatMap(({ type, run, status, error }) =>
    status === 'failed' ? { type, run, message: error?.message ?? 'unknown', hint: error?.hint ?? null } : [],
  );
}

function section(name: string, messages: readonly ReportedMessage[]): string[] {
  if (messages.length === 0) return [];
  const title = `${countOf(messages.length, name)}:`;
  return [title, ...listMessages(messages), ''];
}

/** Most kinds of messages that are listed; the report file has all. */
const listedKinds = 20;
/** Messages of a kind that are listed one by one; of more, only the first. */
const spelledOut = 3;
const namedRuns = 4;

/** Lists messages. Those that differ between runs only by the run's name and by numbers are one entry. */
export function listMessages(messages: readonly ReportedMessage[]): string[] {
  const groups = [...groupBy(messages, kindOf).values()];
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
  return [`  ${message}`, ...(hint === null ? [] : [`    hint: ${hint}`])];
}

function inRuns(messages: readonly ReportedMessage[]): string {
  const runs = [...new Set(messages.flatMap(({ run }) => (run === null ? [] : [run])))];
  if (runs.length === 0) return '';
  const more = runs.length > namedRuns ? `, … ${runs.at(-1)}` : '';
  return `: ${runs.slice(0, namedRuns).join(', ')}${more}`;
}

/** A key that is equal for messages of different runs that differ by the run's name and by numbers only. */
function kindOf({ type, run, message, hint }: ReportedMessage): string {
  const text = run === null || run === '' ? message : message.replaceAll(run, '{run}');
  return `${type}\n${hint}\n${text.replaceAll(/\d+/g, '#')}`;
}
