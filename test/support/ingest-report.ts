import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ItemRecord } from '../../src/pipeline/walk/events.js';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import type { CliResult } from './run-in-process.js';
import type { TinyDeposition } from './tiny-deposition.js';

/** Ingests the tiny deposition in this process and reads the report that it writes. */
export async function ingestWithReport(
  tiny: TinyDeposition,
  ...options: string[]
): Promise<{ readonly result: CliResult; readonly report: IngestReport }> {
  const file = join(tiny.directory, 'report.json');
  const result = await tiny.ingest('--report', file, ...options);
  return { result, report: JSON.parse(await readFile(file, 'utf8')) as IngestReport };
}

/** The items of one status as `TS_001 tomogram`, or `dataset` outside runs; ascending. */
export function itemsOf(report: IngestReport, status: ItemRecord['status']): string[] {
  return report.items
    .filter((item) => item.status === status)
    .map(({ run, type }) => (run === null ? type : `${run} ${type}`))
    .sort();
}
