import { type FormatError, fileError } from '../base/errors.js';
import type { RandomReader } from '../storage/storage.js';
import { type Offset, sourceRowBytes } from './kernels/blocks.js';
import type { Kernels } from './kernels/kernels.js';
import { type Decoding, decodedBytes, decodeVoxels } from './samples.js';
import type { Shape, VolumeHeader } from './volume.js';

/** Sections `from` up to, not including, `to`. */
export interface Sections {
  readonly from: number;
  readonly to: number;
}

/** The location of a volume's rows of samples in a file. */
export interface StoredRows {
  readonly reader: RandomReader;
  /** Byte offset of the first sample. */
  readonly offset: number;
  /** Bytes from one row's start to the next; sections follow without gaps. */
  readonly rowBytes: number;
}

/** A volume whose samples lie row by row in one file. */
export interface RowVolume {
  readonly header: VolumeHeader;
  /** Location for messages. */
  readonly location: string;
  readonly samples: StoredRows;
}

export interface SectionRows {
  readonly z: number;
  readonly y: number;
  readonly rows: number;
}

/** Yields bands of at most `most` rows, but at least one, that cover sections of a volume in order. */
export function* rowBands([, height]: Shape, { from, to }: Sections, most: number): Generator<SectionRows> {
  const step = Math.max(1, Math.min(height, Math.floor(most)));
  for (let z = from; z < to; z++) {
    for (let y = 0; y < height; y += step) yield { z, y, rows: Math.min(step, height - y) };
  }
}

/** Columns of a row. */
export interface Columns {
  readonly x: number;
  readonly columns: number;
}

/** Reads rows of a volume's sections, with nothing else in memory. */
export class RowReader {
  constructor(private readonly volume: RowVolume) {}

  /** Reads rows as they are stored. Fails with a FormatError if the file became shorter. */
  async fetch({ z, y, rows }: SectionRows): Promise<Uint8Array> {
    const { samples } = this.volume;
    const offset = this.#offsetOf(z, y);
    const wanted = rows * samples.rowBytes;
    const bytes = await samples.reader.read(offset, wanted);
    if (bytes.length < wanted) throw this.#shorter(offset, wanted, bytes.length);
    return bytes;
  }

  /**
   * Decodes fetched rows into `target` in kernel memory, without gaps; all columns by default. Returns the number of
   * samples that are not labels, if labels are decoded.
   */
  decode(bytes: Uint8Array, kernels: Kernels, target: Offset, decoding: Decoding, part?: Columns): number {
    const { arena } = kernels;
    return arena.scoped(() =>
      this.#decode(arena.copyIn(bytes), bytes.length, kernels, target, decoding, part),
    );
  }

  /** Fetches and decodes rows, directly into kernel memory if the file allows it. Fails like `fetch`. */
  async read(rows: SectionRows, kernels: Kernels, target: Offset, decoding: Decoding): Promise<number> {
    const { samples } = this.volume;
    const readInto = samples.reader.readInto?.bind(samples.reader);
    if (readInto === undefined) return this.decode(await this.fetch(rows), kernels, target, decoding);
    const { arena } = kernels;
    return arena.scopedAsync(async () => {
      const [offset, wanted] = [this.#offsetOf(rows.z, rows.y), rows.rows * samples.rowBytes];
      const source = arena.allocate(wanted);
      const length = await readInto(offset, arena.bytes(source, wanted));
      if (length < wanted) throw this.#shorter(offset, wanted, length);
      return this.#decode(source, wanted, kernels, target, decoding);
    });
  }

  #decode(
    source: Offset,
    length: number,
    kernels: Kernels,
    target: Offset,
    decoding: Decoding,
    { x, columns }: Columns = { x: 0, columns: this.volume.header.shape[2] },
  ): number {
    const { header, samples } = this.volume;
    return decodeVoxels(
      kernels,
      { offset: source + sourceRowBytes(header.sampleType, x), rowStride: samples.rowBytes },
      { offset: target, rowStride: columns * decodedBytes(decoding) },
      { rows: length / samples.rowBytes, columns },
      header,
      decoding,
    );
  }

  #offsetOf(z: number, y: number): number {
    const { header, samples } = this.volume;
    return samples.offset + (z * header.shape[1] + y) * samples.rowBytes;
  }

  #shorter(offset: number, wanted: number, found: number): FormatError {
    const at = { path: this.volume.location, offset };
    return fileError('the file became shorter while it was read', at, `${wanted} bytes`, `${found}`);
  }
}
