import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ItemRecord } from './events.js';

/** Characters of records that are packed together. */
const packedAtOnce = 2 ** 18;

/** Records in a tenth of their memory until all are wanted: those of thousands of runs wait for the end of an ingest. */
export class PackedRecords {
  readonly #packs: Uint8Array[] = [];
  readonly #lines: string[] = [];
  #characters = 0;

  push(record: ItemRecord): void {
    const line = JSON.stringify(record);
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#characters < packedAtOnce) return;
    this.#packs.push(deflateRawSync(this.#lines.splice(0).join('\n')));
    this.#characters = 0;
  }

  /** Returns all records, in order, and forgets them. */
  takeAll(): ItemRecord[] {
    const parse = (line: string) => JSON.parse(line) as ItemRecord;
    const packed = this.#packs
      .splice(0)
      .flatMap((pack) => inflateRawSync(pack).toString().split('\n').map(parse));
    return [...packed, ...this.#lines.splice(0).map(parse)];
  }
}
