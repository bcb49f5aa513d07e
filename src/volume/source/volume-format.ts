import { StorageError } from '../../base/errors.js';
import type { RandomReader, Storage } from '../../storage/storage.js';
import type { SampleFormat } from '../kernels/blocks.js';
import type { KernelSource } from '../kernels/load-kernels.js';
import type { StoredRows } from '../row-reader.js';
import type { VolumeHeader } from '../volume.js';
import type { ZarrArray } from '../zarr/zarr-array.js';

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Where packed and chunked sources are unpacked to; memory by default. */
  readonly staging?: Staging;
  /** What samples are decoded with; kernels of its own by default. */
  readonly kernels?: KernelSource;
}

/** A volume that is open: its samples lie row by row in one file, or in the chunks of an array. */
export interface OpenSource {
  readonly header: VolumeHeader;
  readonly samples: StoredRows | ZarrArray;
  /** Removes unpacked copies. */
  close(): Promise<void>;
}

/** What tells the format of a volume. */
export interface VolumeStart {
  /** Null for a directory. */
  readonly file: { readonly size: number } | null;
  /** First bytes of a file, 216 where it is that long. */
  readonly head: Uint8Array;
}

/** A file or directory that may be a volume. */
export interface VolumeCandidate extends VolumeStart {
  readonly storage: Storage;
  readonly key: string;
  /** As the user would name it. */
  readonly location: string;
  /** The open file; null for a directory. */
  readonly file: RandomReader | null;
}

/**
 * A kind of file or directory that volumes come as: a row of the table of formats. Reading fails with a FormatError or
 * UnsupportedError that names the file. The candidate's file stays open until after `close`.
 */
export interface VolumeFormat {
  readonly name: string;
  sniff(start: VolumeStart): boolean;
  /** What the header tells; of the samples nothing is read but what a packed file makes necessary. */
  readHeader(candidate: VolumeCandidate): Promise<VolumeHeader>;
  open(candidate: VolumeCandidate, options: OpenOptions): Promise<OpenSource>;
}

/** A header and the samples that `fill` writes into a staged file, rows without gaps. Fails as `fill` does. */
export async function stageSamples(
  header: OpenSource['header'],
  rowBytes: number,
  { staging = memoryStaging }: OpenOptions,
  fill: (file: StagedFile) => Promise<void>,
): Promise<OpenSource> {
  const [nz, ny] = header.shape;
  const total = nz * ny * rowBytes;
  const staged = await staging.create(total);
  try {
    await fill(staged);
    const reader = await staged.finish(total);
    return {
      header,
      samples: { reader, offset: 0, rowBytes },
      async close() {
        await reader.close();
        await staged.remove();
      },
    };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}

/** A place for one unpacked volume. */
export interface StagedFile {
  /** Writes at an offset. Fails with a StorageError when there is no more room. */
  write(offset: number, bytes: Uint8Array): void;
  /** Gives the file its final length, with zeros where nothing was written, and opens it for reading. */
  finish(length: number | null): Promise<RandomReader>;
  /** Removes the file; harmless when it is called again. */
  remove(): Promise<void>;
}

/** Where volumes that are packed or chunked are unpacked to. */
export interface Staging {
  /** Makes a file of up to `bytes` bytes. Fails with a StorageError of reason `no-space` when there is not that much room. */
  create(bytes: number): Promise<StagedFile>;
}

/** Bytes of the largest volume that is unpacked in memory. */
const largest = 1024 * 1024 * 1024;

/** Unpacks in memory, up to 1 GiB a volume. */
export const memoryStaging: Staging = {
  async create(bytes) {
    if (bytes > largest) {
      throw new StorageError('no-space', 'the volume is too large to be unpacked in memory', {
        expected: `at most ${largest} bytes`,
        found: `${bytes} bytes`,
      });
    }
    const content = new Uint8Array(bytes);
    let written = 0;
    return {
      write(offset, part) {
        content.set(part, offset);
        written = Math.max(written, offset + part.length);
      },
      async finish(length) {
        const all = content.subarray(0, length ?? written);
        return {
          size: all.length,
          localPath: null,
          read: async (offset, count) => all.slice(offset, offset + count),
          close: async () => undefined,
        };
      },
      remove: async () => undefined,
    };
  },
};

/** The header of a volume that has nothing to carry over into an MRC. */
export function plainHeader(
  facts: Pick<VolumeHeader, 'format' | 'shape' | 'voxelSize'> &
    Pick<SampleFormat, 'sampleType' | 'littleEndian'> & { readonly warnings?: readonly string[] },
): VolumeHeader {
  return { warnings: [], ...facts, unsignedBytes: false, extended: null, extra: null };
}

/** Whether the word `MAP` stands where MRC headers have it: whatever the first bytes look like, they are extents then. */
export function isNamedMrc(head: Uint8Array): boolean {
  return head[208] === 0x4d && head[209] === 0x41 && head[210] === 0x50;
}

/** The open file of a candidate that is one. Fails with a TypeError for a directory. */
export function fileOf({ file, location }: VolumeCandidate): RandomReader {
  if (file === null) throw new TypeError(`${location} is not a file`);
  return file;
}
