import { type IngestReport, madeAgain } from '../pipeline/index.js';
import { formatBytes } from './format-bytes.js';
import { formatDuration } from './format-duration.js';
import { listMessages, type ReportedMessage } from './list-messages.js';

/** The end of an ingest: the warnings, then the failures with their hints, then counts. */
export function formatSummary(report: IngestReport): string {
  const { summary, seconds } = report;
  const counts = [
    `${summary.done} done`,
    ...(summary.kept > 0 ? [`${summary.kept} kept`] : []),
    `${summary.failed} failed`,
    ...(summary.skipped > 0 ? [`${summary.skipped} skipped`] : []),
    ...(summary.superseded > 0 ? [`${summary.superseded} superseded by another ingest`] : []),
    ...(summary.referenced > 0 ? [`${summary.referenced} already in the output`] : []),
  ].join(', ');
  return [
    ...section('warning', reportedWarnings(report)),
    ...section('failed item', reportedFailures(report)),
    ...remade(report),
    `${report.interrupted ? 'Interrupted: ' : ''}${counts}; ${formatBytes(summary.bytesWritten)} written in ${formatDuration(seconds)}`,
    '',
  ].join('\n');
}

/** Why finished items were made again: one line a reason. */
function remade({ items }: IngestReport): string[] {
  const counts = new Map<string, number>();
  for (const note of items.flatMap(({ notes }) => notes)) {
    if (note.startsWith(madeAgain)) counts.set(note, (counts.get(note) ?? 0) + 1);
  }
  return [...counts].map(([reason, items]) => `${items} ${items === 1 ? 'item' : 'items'} ${reason}`);
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
  const title = `${messages.length} ${name}${messages.length === 1 ? '' : 's'}:`;
  return [title, ...listMessages(messages), ''];
}
