import type { Compressor, MadeArray } from './make-array.js';

/** The shape of images that have no other, and the chunks that they are cut into: some hang over the end. */
export const shape = [4, 5, 6] as const;
export const chunks = [2, 3, 4] as const;

/** An image in which nothing is odd. */
export const plain: MadeArray = { shape, chunks };

/** Settings of Blosc: what packs the blocks, and whether bytes (1) or bits (2) are shuffled before. */
export const blosc = (cname: string, shuffle: number): Compressor => ({
  id: 'blosc',
  cname,
  clevel: 5,
  shuffle,
  blocksize: 0,
});

/** Every way to store a chunk that is met in the field. */
export const codecs: Readonly<Record<string, Compressor | null>> = {
  none: null,
  gzip: { id: 'gzip', level: 5 },
  zlib: { id: 'zlib', level: 5 },
  zstd: { id: 'zstd', level: 3 },
  lz4: { id: 'lz4', acceleration: 1 },
  blosc: blosc('lz4', 1),
};

/** Files of an image by their path in it. */
type Files = Map<string, Uint8Array>;

/** Adds an image that differs from the plain one as told; its files are changed when they are made. */
export type Add = (
  name: string,
  made: Partial<MadeArray>,
  change?: (files: Files) => void | Promise<void>,
) => Promise<void>;
