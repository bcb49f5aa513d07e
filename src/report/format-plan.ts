import type { IngestReport, ItemRecord } from '../pipeline/index.js';
import { formatBytes } from './format-bytes.js';
import { notReached, reportedFailures, reportedWarnings } from './format-summary.js';
import { listMessages } from './list-messages.js';

/** What an ingest would do: every item with its sources, outputs and sizes, then what is missing. */
export function formatPlan(report: IngestReport): string {
  const { items } = report;
  const planned = items.filter(({ status }) => status !== 'failed' && status !== 'not reached');
  const [warnings, failures] = [reportedWarnings(report), reportedFailures(report)];
  const bytes = planned
    .flatMap(({ outputs }) => outputs)
    .reduce((sum, output) => sum + (output.bytes ?? 0), 0);
  return [
    ...planned.flatMap(itemLines),
    ...(warnings.length === 0 ? [] : ['', 'Missing:', ...listMessages(warnings)]),
    ...(failures.length === 0 ? [] : ['', 'Would fail:', ...listMessages(failures)]),
    '',
    ...notReached(items),
    `${planned.length} items, ${formatBytes(bytes)} before compression; nothing was written`,
    '',
  ].join('\n');
}

function itemLines(item: ItemRecord): string[] {
  const where = item.run === null || item.type === 'run' ? '' : `${item.run}: `;
  const id = item.id === null ? '' : ` (${item.id})`;
  const state = item.status === 'referenced' ? ', already in the output' : '';
  return [
    `${where}${item.type} ${item.name}${id}${state}`,
    ...item.sources.map(({ path, bytes }) => `  < ${path}${size(bytes)}`),
    ...item.outputs.flatMap(({ path, bytes, how }) => [
      `  > ${path}${size(bytes)}`,
      ...(how === undefined ? [] : [`    ${how}`]),
    ]),
    ...(item.metadata === null ? [] : [`  > ${item.metadata}`]),
  ];
}

function size(bytes: number | null): string {
  return bytes === null ? '' : `  ${formatBytes(bytes)}`;
}
