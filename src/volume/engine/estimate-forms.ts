import { chunksOf, copyOverlap, levelShapes, type Region, voxelCount } from '../chunk-grid.js';
import type { Kernels } from '../kernels/kernels.js';
import { type KindFacts, kindFacts, type Samples } from '../samples.js';
import type { OpenVolume } from '../source/open-volume.js';
import type { Compression, OmeZarrVersion, Shape, VolumeKind, ZarrForm } from '../volume.js';
import { blockEncoder, chunkContent, chunkFrameBound, encodeChunkFrame } from '../zarr/block-encoder.js';
import { least } from './pyramid-plan.js';

/** The estimated size of a volume as OME-Zarr in one form. */
export interface FormEstimate {
  readonly version: OmeZarrVersion;
  /** Spelled like the value of `--compression`. */
  readonly compression: string;
  /** Bytes of the files of all levels. */
  readonly bytes: number;
  /** Bytes of the voxels of all levels before compression. */
  readonly voxelBytes: number;
}

const versions: readonly OmeZarrVersion[] = ['0.4', '0.5'];
const compressions: readonly Compression[] = [
  { codec: 'lz4' },
  ...[1, 3, 9].map((level) => ({ codec: 'zstd' as const, level })),
];
/** Positions of the sampled blocks, as a share of each axis. */
const positions = [1 / 6, 1 / 2, 5 / 6];
const float32Bytes = 4;

/**
 * Estimates the size of a volume in each form from three of its blocks, about 12 MiB of float32. Binned levels are
 * assumed to compress equally well. Fails like reading the volume.
 *
 * @example
 * for (const { version, compression, bytes } of await estimateForms(volume, 'tomogram', await loadKernels()))
 *   console.log(`${version} ${compression}: ${bytes} bytes`);
 */
export async function estimateForms(
  volume: Pick<OpenVolume, 'header' | 'readBlock'>,
  kind: Extract<VolumeKind, 'tomogram' | 'tiltseries'>,
  kernels: Kernels,
): Promise<FormEstimate[]> {
  const facts = kindFacts(kind);
  const forms = versions.flatMap((version) =>
    compressions.map((compression) => ({ version, compression, stored: 0 })),
  );
  let sampled = 0;
  for (const block of sampleBlocks(volume.header.shape, facts)) {
    const samples = await volume.readBlock(block);
    sampled += samples.length * float32Bytes;
    for (const form of forms) form.stored += await storedBytes(samples, block.extent, facts, form, kernels);
  }
  const voxels = levelShapes(volume.header.shape, kind).reduce((sum, shape) => sum + voxelCount(shape), 0);
  const voxelBytes = voxels * float32Bytes;
  return forms.map(({ version, compression, stored }) => ({
    version,
    compression: compression.codec === 'lz4' ? 'lz4' : `zstd:${compression.level}`,
    bytes: Math.round((voxelBytes * stored) / Math.max(1, sampled)),
    voxelBytes,
  }));
}

/** Yields blocks of four neighbouring chunks of a shard (two for image stacks), at three positions. */
function* sampleBlocks(shape: Shape, { innerChunk, binsZ }: KindFacts): Generator<Region, void, undefined> {
  const [planes, rows, columns] = innerChunk;
  const most: Shape = [planes, rows, binsZ ? 4 * columns : 2 * columns];
  const extent = least(shape, most);
  for (const position of positions) {
    const along = (axis: 0 | 1 | 2) => Math.floor((shape[axis] - extent[axis]) * position);
    yield { origin: [along(0), along(1), along(2)], extent };
  }
}

/** Returns the bytes of the frames of a block. */
async function storedBytes(
  samples: Samples,
  extent: Shape,
  { innerChunk }: KindFacts,
  { version, compression }: ZarrForm,
  kernels: Kernels,
): Promise<number> {
  const { arena } = kernels;
  return arena.scopedAsync(async () => {
    const piece: Shape = version === '0.5' ? innerChunk : [1, Math.min(64, innerChunk[1]), 4 * innerChunk[2]];
    const bytes = voxelCount(piece) * float32Bytes;
    const content = chunkContent(bytes, float32Bytes, compression);
    const encodeBlock = blockEncoder(kernels, compression);
    const source = arena.allocate(bytes);
    const target = arena.allocate(chunkFrameBound(kernels, content));
    let stored = 0;
    for (const voxels of piecesOf(samples, extent, piece)) {
      arena.bytes(source, bytes).set(voxels);
      stored += await encodeChunkFrame(kernels, encodeBlock, content, source, target);
    }
    return stored;
  });
}

/** Yields the pieces of a block as bytes of float32, padded with zeros. */
function* piecesOf(samples: Samples, extent: Shape, piece: Shape): Generator<Uint8Array, void, undefined> {
  const values = new Uint8Array(Float32Array.from(samples).buffer);
  const source = { region: { origin: [0, 0, 0], extent }, values } as const;
  for (const { origin } of chunksOf(extent, piece)) {
    const voxels = new Uint8Array(voxelCount(piece) * float32Bytes);
    copyOverlap(source, { region: { origin, extent: piece }, values: voxels }, float32Bytes);
    yield voxels;
  }
}
