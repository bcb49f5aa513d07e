import type { IngestReport, ItemRecord } from '../pipeline/index.js';
import { formatBytes } from './format-bytes.js';
import { formatDuration } from './format-duration.js';

/** At most this many failures and warnings are spelled out; the report file has them all. */
const spelledOut = 20;

/** The end of an ingest: counts, then every failure with its hint, then the warnings. */
export function formatSummary(report: IngestReport): string {
  const { summary, seconds, warnings, items } = report;
  const counts = [
    `${summary.done} done`,
    `${summary.failed} failed`,
    ...(summary.skipped > 0 ? [`${summary.skipped} skipped`] : []),
    ...(summary.referenced > 0 ? [`${summary.referenced} already in the output`] : []),
  ].join(', ');
  return [
    ...limited(warnings, counted(warnings.length, 'warning'), ({ item, message }) => [
      `  ${item === null ? '' : `${item}: `}${message}`,
    ]),
    ...limited(failures(items), counted(summary.failed, 'failed item'), ({ error }) => [
      `  ${error?.message ?? 'unknown'}`,
      ...(error?.hint == null ? [] : [`    hint: ${error.hint}`]),
    ]),
    `${report.interrupted ? 'Interrupted: ' : ''}${counts}; ${formatBytes(summary.bytesWritten)} written in ${formatDuration(seconds)}`,
    '',
  ].join('\n');
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

function failures(items: readonly ItemRecord[]): ItemRecord[] {
  return items.filter(({ status }) => status === 'failed');
}

function limited<Row>(rows: readonly Row[], title: string, format: (row: Row) => string[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > spelledOut ? [`  … and ${rows.length - spelledOut} more`] : [];
  return [`${title}:`, ...rows.slice(0, spelledOut).flatMap(format), ...more, ''];
}
