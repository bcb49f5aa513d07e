import { isJsonObject } from '../../../json/index.js';
import type { LedgerUnit } from '../../../layout/index.js';
import type { Storage } from '../../../storage/index.js';
import { type LedgerEntry, parseObject, readLedger } from '../../../tree/index.js';
import type { RunReport } from '../../walk/events.js';
import type { UnitStatus } from './unit-ledger.js';

/** A ledger as an ingest, perhaps another one, left it. */
export interface LedgerState {
  readonly status: UnitStatus;
  /** Items that failed. */
  readonly failed: number;
  /** Version of the tool and SHA-256 of the configuration that wrote it last. */
  readonly tool: string;
  readonly config: string;
  readonly entries: readonly LedgerEntry[];
  /** What the part reported that did the unit; null where it was no part. */
  readonly report: RunReport | null;
}

const statuses: readonly UnitStatus[] = ['running', 'complete', 'failed', 'interrupted'];

/** The ledger of a unit; null where there is none of this format. Fails with a StorageError when it cannot be read. */
export async function readLedgerState(storage: Storage, unit: LedgerUnit): Promise<LedgerState | null> {
  const { header, entries, lines } = await readLedger(storage, unit);
  const status = statuses.find((each) => each === header?.status);
  if (header === null || status === undefined) return null;
  return {
    status,
    failed: Number(header.failed ?? 0),
    tool: String(header.tool),
    config: String(header.config),
    entries,
    report: lines.map(reportIn).find((report) => report !== null) ?? null,
  };
}

/** Written by this version of the tool: whoever takes it compares the version first. */
function reportIn(line: string): RunReport | null {
  if (!line.startsWith('{"report":')) return null;
  const report = parseObject(line)?.report;
  if (report === undefined || !isJsonObject(report)) return null;
  const { items, warnings } = report;
  return Array.isArray(items) && Array.isArray(warnings)
    ? ({ items, warnings } as unknown as RunReport)
    : null;
}
