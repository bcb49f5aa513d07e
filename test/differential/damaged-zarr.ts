import { createRandom } from '../../demo/random.js';
import { type Compressor, encoded, samplesOf, zstdBomb } from './make-array.js';
import { changed, cut, joined } from './odd-file.js';
import { type Add, blosc, codecs, plain } from './zarr-cases.js';

/** One chunk is damaged in ways that every codec meets. */
export async function addDamage(add: Add): Promise<void> {
  for (const [name, compressor] of Object.entries(codecs)) {
    const damage: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>>> = {
      cut_by_one: (bytes) => cut(bytes, -1),
      cut_in_half: (bytes) => cut(bytes, bytes.length >> 1),
      cut_to_4: (bytes) => cut(bytes, 4),
      empty: () => new Uint8Array(),
      longer: (bytes) => joined(bytes, new Uint8Array(16)),
      twice: (bytes) => joined(bytes, bytes),
      noise: (bytes) => bytes.map((_, index) => (index * 37 + 11) & 0xff),
      short_content: (bytes) =>
        encoded(compressor, samplesOf(plain, [1, 0, 0]).slice(0, bytes.length > 0 ? 48 : 0)),
      long_content: () => encoded(compressor, joined(samplesOf(plain, [1, 0, 0]), new Uint8Array(32))),
      // Whole rows and planes of the array, but not the padding behind them.
      clipped_content: () => encoded(compressor, samplesOf({ ...plain, chunks: [2, 2, 4] }, [1, 0, 0])),
      one_bit: (bytes) => changed(bytes, (_, all) => all.set([(all.at(-9) ?? 0) ^ 16], all.length - 9)),
      first_byte: (bytes) => changed(bytes, (_, all) => all.set([(all[0] ?? 0) ^ 255], 0)),
    };
    for (const [kind, change] of Object.entries(damage)) {
      await add(`damage_${name}_${kind}`, { compressor }, async (files) => {
        files.set('0/1/1/0', await change(files.get('0/1/1/0') ?? new Uint8Array()));
      });
    }
  }
  const random = createRandom(7);
  for (let index = 0; index < 12; index++) {
    await add(`damage_blosc_header_${index}`, { compressor: blosc('lz4', 1) }, (files) => {
      const bytes = files.get('0/0/1/0') ?? new Uint8Array(16);
      files.set(
        '0/0/1/0',
        changed(bytes, (_, all) => all.set([random.integer(256)], random.integer(16))),
      );
    });
  }
}

/** Metadata and chunks that claim far more than they have. */
export async function addBombs(add: Add): Promise<void> {
  await add('claims_chunks_of_gigabytes', { metadata: { chunks: [2000, 2000, 2000] } });
  await add('claims_chunks_of_600_megabytes', { metadata: { chunks: [600, 512, 512] } });
  await add('claims_chunks_beyond_numbers', { metadata: { chunks: [2 ** 40, 2 ** 40, 2 ** 40] } });
  const bombs: Readonly<Record<string, readonly [Compressor, () => Uint8Array | Promise<Uint8Array>]>> = {
    zstd: [{ id: 'zstd' }, () => zstdBomb(256, true)],
    zstd_of_no_size: [{ id: 'zstd' }, () => zstdBomb(256, false)],
    gzip: [{ id: 'gzip' }, () => encoded({ id: 'gzip' }, new Uint8Array(2 ** 24))],
    zlib: [{ id: 'zlib' }, () => encoded({ id: 'zlib' }, new Uint8Array(2 ** 24))],
    lz4: [{ id: 'lz4' }, () => encoded({ id: 'lz4' }, new Uint8Array(2 ** 24))],
    blosc: [blosc('lz4', 1), () => encoded(blosc('lz4', 1), new Uint8Array(2 ** 24))],
    blosc_zstd: [blosc('zstd', 1), () => encoded(blosc('zstd', 1), new Uint8Array(2 ** 24))],
    lz4_claim: [{ id: 'lz4' }, () => Uint8Array.from([0, 0, 0, 0x7f, 16, 1])],
  };
  for (const [name, [compressor, make]] of Object.entries(bombs)) {
    await add(`bomb_${name}`, { compressor }, async (files) => {
      files.set('0/0/0/0', await make());
    });
  }
}
