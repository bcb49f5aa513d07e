import { toolVersion } from '../../base/version.js';
import type { FormEstimate } from '../../volume/engine/estimate-forms.js';
import {
  type IngestEvent,
  type IngestWarning,
  type ItemLabel,
  type ItemOutput,
  type ItemRecord,
  type ItemStatus,
  itemStatuses,
  type RunReport,
} from './events.js';
import type { PackedRecords } from './packed-records.js';

/** The machine-readable report of an ingest: version 1 of the format that `--report` writes. */
export interface IngestReport {
  readonly format: 'cryoet-ingest-report';
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'cryoet-ingest'; readonly version: string };
  readonly started: string;
  readonly seconds: number;
  readonly config: string;
  readonly input: string;
  readonly output: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly interrupted: boolean;
  /** Why the ingest ended early, or null. */
  readonly stopped: string | null;
  readonly summary: Readonly<Record<ItemStatus, number>> & { readonly bytesWritten: number };
  /** Only of a dry run: estimates, free bytes on OUTPUT (null if unknown), and OME-Zarr sizes in each compression. */
  readonly estimate?: Estimate & {
    readonly freeBytes: number | null;
    readonly compression?: readonly FormEstimate[];
  };
  readonly warnings: readonly IngestWarning[];
  readonly items: readonly ItemRecord[];
}

interface ReportFacts extends Pick<IngestReport, 'config' | 'input' | 'output' | 'options'> {
  readonly started: Date;
  /** Keeps the records until the report is finished. */
  readonly records: Pick<PackedRecords, 'push' | 'takeAll'>;
}

/** Collects the events of an ingest into its report. */
export function createReportBuilder({ records, started, ...named }: ReportFacts) {
  const clock = performance.now();
  const warnings: IngestWarning[] = [];
  const counts = Object.fromEntries(itemStatuses.map((status) => [status, 0]));
  const summary = { ...(counts as Record<ItemStatus, number>), bytesWritten: 0 };
  const count = (record: ItemRecord) => {
    summary[record.status] += 1;
    summary.bytesWritten += record.bytesWritten;
    records.push(record);
  };
  return {
    listen: (event: IngestEvent) => takeEvent(event, count, warnings),
    /** Returns the report. `stopped` is why the ingest ended early, or null. */
    finish(stopped: string | null): IngestReport {
      let items: readonly ItemRecord[] | null = null;
      return {
        format: 'cryoet-ingest-report',
        formatVersion: 1,
        tool: { name: 'cryoet-ingest', version: toolVersion },
        started: started.toISOString(),
        seconds: Math.round(performance.now() - clock) / 1000,
        ...named,
        interrupted: stopped !== null,
        stopped,
        summary,
        warnings,
        // Those of thousands of runs take hundreds of MiB, which only who asks for them pays for.
        get items() {
          items ??= records.takeAll();
          return items;
        },
      };
    },
  };
}

/** Collects the events of one run, for its ledger. */
export function createRunReport(): { readonly listen: (event: IngestEvent) => void } & RunReport {
  const [items, warnings]: [ItemRecord[], IngestWarning[]] = [[], []];
  return { items, warnings, listen: (event) => takeEvent(event, (record) => items.push(record), warnings) };
}

function takeEvent(event: IngestEvent, take: (record: ItemRecord) => void, warnings: IngestWarning[]) {
  if (event.kind === 'item-finished') take(event.record);
  if (event.kind === 'run-gathered') {
    for (const item of event.items) take(item);
    // One at a time: `push(...warnings)` fails for very many.
    for (const warning of event.warnings) warnings.push(warning);
  }
  if (event.kind === 'warning') {
    const { item, message } = event;
    warnings.push({ item: labelText(item), run: item?.run ?? null, message });
  }
}

function labelText(item: ItemLabel | null): string | null {
  if (item === null) return null;
  return item.run === null || item.type === 'run'
    ? `${item.type} ${item.name}`
    : `${item.run}: ${item.type} ${item.name}`;
}

/** Estimated cost of an ingest. */
export interface Estimate {
  readonly bytesRead: number;
  /** After compression. */
  readonly bytesWritten: number;
  readonly seconds: number;
}

/** Size of a pyramid relative to its first level: each level adds an eighth of the one before. */
const pyramid = 8 / 7;
/** Compressed size of a mask relative to its voxels, which are mostly zero. */
const maskShare = 0.1;
/** Bytes per second of one worker (measured with the demo), and bytes of written text per byte of a point file. */
const bytesPerSecond = 100e6;
const pointText = 2;
/** Seconds per item, whatever its size. */
const secondsPerItem = 0.02;

/** The sum of the planned items. */
export class PlanEstimate {
  #bytesRead = 0;
  #bytesWritten = 0;
  #items = 0;

  add(record: ItemRecord): void {
    if (record.status !== 'planned') return;
    const read = record.sources.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
    this.#items += 1;
    if (record.outputs.length === 0) return;
    this.#bytesRead += read;
    for (const output of record.outputs) this.#bytesWritten += storedBytes(output, record, read);
  }

  finish(workers: number): Estimate {
    const work = (this.#bytesRead + this.#bytesWritten) / bytesPerSecond + this.#items * secondsPerItem;
    return {
      bytesRead: this.#bytesRead,
      bytesWritten: Math.round(this.#bytesWritten),
      seconds: Math.round((10 * work) / workers) / 10,
    };
  }
}

/**
 * Returns the estimated size of an output in bytes. An OME-Zarr image compresses to about the size of its source; other
 * files have their planned size.
 */
function storedBytes({ path, bytes }: ItemOutput, { type }: ItemRecord, read: number) {
  if (bytes === null) return type === 'annotation' ? pointText * read : 0;
  if (!path.endsWith('.zarr')) return bytes;
  if (type === 'annotation') return maskShare * bytes;
  return read === 0 ? bytes : Math.min(bytes, pyramid * read);
}
