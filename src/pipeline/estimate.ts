import type { ItemRecord } from './walk/events.js';

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
