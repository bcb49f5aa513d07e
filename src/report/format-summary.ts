import { countOf, printable } from '../errors/index.js';
import { interruption, madeAgain, notSelected } from '../issues/index.js';
import type { IngestReport, ItemRecord } from '../pipeline/index.js';
import { formatBytes } from './format-bytes.js';
import { formatDuration } from './format-duration.js';
import { listMessages, type ReportedMessage } from './list-messages.js';

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
export function formatCounts({ summary, items }: IngestReport): string {
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
export function reportedFailures({ items }: IngestReport): ReportedMessage[] {
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
