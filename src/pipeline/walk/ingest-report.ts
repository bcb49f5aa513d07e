import { toolVersion } from '../../base/package-file.js';
import type { FormEstimate } from '../../volume/engine/estimate-forms.js';
import {
  type IngestEvent,
  type IngestWarning,
  type ItemRecord,
  type ItemStatus,
  itemStatuses,
  type RunReport,
} from './events.js';

/** Everything an ingest did, for machines: version 1 of the format that `--report` writes. */
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
  /** What ended the ingest before its end, in words; null where nothing did. */
  readonly stopped: string | null;
  readonly summary: Readonly<Record<ItemStatus, number>> & { readonly bytesWritten: number };
  /**
   * Of a dry run: what the ingest would take, the bytes free on OUTPUT, null where that is not known, and what the OME-Zarrs of
   * images would take in each form.
   */
  readonly estimate?: Estimate & {
    readonly freeBytes: number | null;
    readonly compression?: readonly FormEstimate[];
  };
  readonly warnings: readonly IngestWarning[];
  readonly items: readonly ItemRecord[];
}

interface ReportBuilder {
  readonly listen: (event: IngestEvent) => void;
  /** `stopped`: what ended the ingest before its end. */
  finish(stopped: string | null): IngestReport;
}

/** Gathers the events of an ingest into its report. */
export function createReportBuilder(facts: {
  readonly config: string;
  readonly input: string;
  readonly output: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly started: Date;
}): ReportBuilder {
  const clock = performance.now();
  const items: ItemRecord[] = [];
  const warnings: IngestWarning[] = [];
  return {
    listen(event) {
      takeEvent(event, items, warnings);
    },
    finish(stopped) {
      const { started, ...named } = facts;
      return {
        format: 'cryoet-ingest-report',
        formatVersion: 1,
        tool: { name: 'cryoet-ingest', version: toolVersion },
        started: started.toISOString(),
        seconds: Math.round(performance.now() - clock) / 1000,
        ...named,
        interrupted: stopped !== null,
        stopped,
        summary: summarize(items),
        warnings,
        items,
      };
    },
  };
}

/** Gathers what is reported of one run, for its ledger. */
export function createRunReport(): { readonly listen: (event: IngestEvent) => void } & RunReport {
  const [items, warnings]: [ItemRecord[], IngestWarning[]] = [[], []];
  return { items, warnings, listen: (event) => takeEvent(event, items, warnings) };
}

function takeEvent(event: IngestEvent, items: ItemRecord[], warnings: IngestWarning[]): void {
  if (event.kind === 'item-finished') items.push(event.record);
  if (event.kind === 'run-gathered') {
    // One by one: a call takes only so many arguments.
    for (const item of event.items) items.push(item);
    for (const warning of event.warnings) warnings.push(warning);
  }
  if (event.kind === 'warning') {
    const { item, message } = event;
    warnings.push({ item: labelText(item), run: item?.run ?? null, message });
  }
}

function summarize(items: readonly ItemRecord[]): IngestReport['summary'] {
  const count = (status: ItemStatus) => items.filter((item) => item.status === status).length;
  const counts = Object.fromEntries(itemStatuses.map((status) => [status, count(status)]));
  return {
    ...(counts as Record<ItemStatus, number>),
    bytesWritten: items.reduce((sum, item) => sum + item.bytesWritten, 0),
  };
}

function labelText(item: { type: string; name: string; run: string | null } | null): string | null {
  if (item === null) return null;
  return item.run === null || item.type === 'run'
    ? `${item.type} ${item.name}`
    : `${item.run}: ${item.type} ${item.name}`;
}

/** What an ingest will take, as far as it can be told beforehand. */
export interface Estimate {
  readonly bytesRead: number;
  /** After compression. */
  readonly bytesWritten: number;
  readonly seconds: number;
}

/** Levels of a pyramid add an eighth each. */
const pyramid = 8 / 7;
/** Masks are zeros mostly: what blosc leaves of them. */
const maskShare = 0.1;
/** Bytes a second that the demo is written with by one worker, and text that points become for each byte read. */
const bytesPerSecond = 100e6;
const pointText = 2;
/** Seconds that an item takes whatever its size. */
const secondsPerItem = 0.02;

/** Adds up the items of a plan. */
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

/** Voxels of a zarr compress about to what they were stored with at the source; other files are as large as they are planned. */
function storedBytes(
  { path, bytes }: ItemRecord['outputs'][number],
  { type }: ItemRecord,
  read: number,
): number {
  if (bytes === null) return type === 'annotation' ? pointText * read : 0;
  if (!path.endsWith('.zarr')) return bytes;
  if (type === 'annotation') return maskShare * bytes;
  return read === 0 ? bytes : Math.min(bytes, pyramid * read);
}
