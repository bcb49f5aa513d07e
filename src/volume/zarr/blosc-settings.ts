import type { Compression } from '../zarr-form.js';

/** Blosc's `clevel` goes to 9: it means the zstd level 2·clevel − 1, 9 the highest (c-blosc 1, zstd_wrap_compress). */
const mostLevels = 9;

/** How metadata name what compresses a Blosc frame, for whoever compresses chunks anew. */
export function bloscSettings(compression: Compression = { codec: 'lz4' }): {
  readonly clevel: number;
  readonly cname: string;
} {
  const { codec } = compression;
  if (codec === 'lz4') return { clevel: 5, cname: codec };
  return { clevel: Math.min(mostLevels, Math.ceil((compression.level + 1) / 2)), cname: codec };
}
