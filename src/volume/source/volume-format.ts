import { openOn } from '../../base/closing.js';
import {
  type ErrorFacts,
  type FormatError,
  fileError,
  StorageError,
  UnsupportedError,
} from '../../base/errors.js';
import { memoryReader, type RandomReader } from '../../storage/storage.js';
import { type SampleFormat, sourceRowBytes } from '../kernels/blocks.js';
import type { KernelSource } from '../kernels/load-kernels.js';
import type { StoredRows } from '../row-reader.js';
import type { VolumeHeader } from '../volume.js';
import type { ZarrArray } from '../zarr/zarr-array.js';

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Holds unpacked copies of packed and chunked sources; memory by default. */
  readonly staging?: Staging;
  /** Kernels that decode samples; a pool of its own by default. */
  readonly kernels?: KernelSource;
}

/** An open volume: its samples lie row by row in one file, or in the chunks of an array. */
export interface OpenSource {
  readonly header: VolumeHeader;
  readonly samples: StoredRows | ZarrArray;
  /** Removes unpacked copies. */
  close(): Promise<void>;
}

/** A file that may be a volume. */
export interface VolumeFile {
  /** Must stay open until after `close` of the volume. */
  readonly file: RandomReader;
  /** First bytes: 216, or all of a shorter file. */
  readonly head: Uint8Array;
  /** Location for messages. */
  readonly path: string;
}

/**
 * A format of volumes: a row of `volumeFormats`. Reading fails with a FormatError or UnsupportedError that names the
 * file. The candidate's file must stay open until after `close`.
 */
export interface VolumeFormat {
  readonly name: string;
  /** True if a file of `size` bytes looks like this format by its first bytes. */
  sniff(head: Uint8Array, size: number): boolean;
  /** Reads the header, and no samples unless the file is packed. Fails with a FormatError or UnsupportedError. */
  read(volume: VolumeFile, options: OpenOptions): Promise<FoundVolume>;
}

/** A volume whose header is read; `open` reads its samples. */
export type FoundVolume = Pick<OpenSource, 'header'> & { open(): Promise<OpenSource> };

/** Returns a volume whose samples are read where they are. */
export function inPlace<Header, Samples>(header: Header, samples: Samples) {
  return { header, open: async () => ({ header, samples, close: async () => undefined }) };
}

/** Fails with an UnsupportedError for more bytes than are read into memory. */
export function requireAtMost(most: number, bytes: number, message: string, facts: ErrorFacts): void {
  if (bytes <= most) return;
  throw new UnsupportedError(message, {
    ...facts,
    expected: `at most ${most} bytes`,
    found: `${bytes} bytes`,
  });
}

/** Returns a source with samples that `fill` writes to a staged file, rows without gaps. Fails like `fill`. */
export async function stageSamples(
  header: OpenSource['header'],
  { staging = memoryStaging }: OpenOptions,
  fill: (file: StagedFile, rowBytes: number) => Promise<void>,
): Promise<OpenSource & { readonly samples: StoredRows }> {
  const [nz, ny, nx] = header.shape;
  const rowBytes = sourceRowBytes(header.sampleType, nx);
  const total = nz * ny * rowBytes;
  return onStagedFile(staging, total, async (staged) => {
    await fill(staged, rowBytes);
    const reader = await staged.finish(total);
    return { header, samples: { reader, offset: 0, rowBytes }, close: () => reader.close() };
  });
}

/** Opens a source on a staged file of up to `bytes` bytes, which is removed with it. Fails like `open`. */
export async function onStagedFile<Opened extends { close(): Promise<void> }>(
  staging: Staging,
  bytes: number,
  open: (file: StagedFile) => Promise<Opened>,
): Promise<Opened> {
  const staged = await staging.create(bytes);
  return openOn({ close: () => staged.remove() }, () => open(staged));
}

/** A file for one unpacked volume. */
export interface StagedFile {
  /** Writes bytes at an offset. Fails with a StorageError if there is no room. */
  write(offset: number, bytes: Uint8Array): void;
  /** Sets the final length (null keeps it), zeros where nothing was written, and opens the file for reading. */
  finish(length: number | null): Promise<RandomReader>;
  /** Removes the file; may be called again. */
  remove(): Promise<void>;
}

/** Holds unpacked copies of volumes that are packed or chunked. */
export interface Staging {
  /** Creates a file of up to `bytes` bytes. Fails with a StorageError of reason `no-space` if there is no room. */
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
        return memoryReader(content.subarray(0, length ?? written));
      },
      remove: async () => undefined,
    };
  },
};

/** Returns a header of a format other than MRC, without extended header and extra words. */
export function plainHeader(
  facts: Pick<VolumeHeader, 'format' | 'shape' | 'voxelSize'> &
    Pick<SampleFormat, 'sampleType' | 'littleEndian'> & { readonly warnings?: readonly string[] },
): VolumeHeader {
  return { warnings: [], ...facts, unsignedBytes: false, extended: null, extra: null };
}

/** Returns the error for a file of `bytes` bytes that is shorter than its header states. */
export function shorterThanHeader(path: string, expected: string, bytes: number): FormatError {
  const hint = 'the file was probably not copied to its end';
  return fileError('the file is shorter than its header says', { path, hint }, expected, `${bytes} bytes`);
}
