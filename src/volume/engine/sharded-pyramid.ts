import type { FileWriter, StagedDirectory } from '../../storage/storage.js';
import {
  chunkAt,
  chunksAcross,
  copyOverlap,
  gridOf,
  overlap,
  type Region,
  voxelCount,
} from '../chunk-grid.js';
import type { Shape, ZarrForm } from '../volume.js';
import { createShardIndex, placeInShard } from '../zarr/shard.js';
import { encodeShardedMetadata, v3Key } from '../zarr/write-metadata.js';
import { PartFile, PyramidOutput } from './pyramid-output.js';
import { innerChunks, type Level, type PyramidPlan, type Unit, unitAtLevel } from './pyramid-plan.js';
import type { EncodedChunk } from './unit-runner.js';
import type { EncodedUnit } from './volume-job.js';

/** A chunk with all of its voxels: samples without gaps, zeros beyond the end of the level. */
interface GatheredChunk {
  /** Its index (z, y, x). */
  readonly index: Shape;
  readonly samples: Uint8Array<ArrayBuffer>;
}

/** Assembles the chunks of a level from regions that come one after the other. */
function chunkGatherer(shape: Shape, chunk: Shape, voxelBytes: number) {
  const level: Region = { origin: [0, 0, 0], extent: shape };
  const chunkBytes = voxelCount(chunk) * voxelBytes;
  const openChunks = new Map<string, ReturnType<typeof start>>();
  const unused: ArrayBuffer[] = [];
  return { add, recycle };

  /** Adds the voxels of a region, which have no gaps. Returns the chunks that are complete now. */
  function add(region: Region, bytes: Uint8Array): GatheredChunk[] {
    const whole: GatheredChunk[] = [];
    for (const index of chunksAcross(region, chunk)) {
      const own = regionOf(index);
      const key = index.join();
      const chunk = openChunks.get(key) ?? start(own);
      copyOverlap({ region, values: bytes }, { region: own, values: chunk.samples }, voxelBytes);
      chunk.missing -= voxelCount(overlap(region, own).extent);
      if (chunk.missing === 0) {
        openChunks.delete(key);
        whole.push({ index, samples: chunk.samples });
      } else openChunks.set(key, chunk);
    }
    return whole;
  }

  /** Takes the memory of a chunk for another one, since garbage of this size would pile up. */
  function recycle(memory: ArrayBuffer): void {
    if (memory.byteLength >= chunkBytes) unused.push(memory);
  }

  /** Returns a chunk of zeros, and the number of its voxels that are still missing. */
  function start(region: Region) {
    const missing = voxelCount(overlap(level, region).extent);
    const free = unused.pop();
    const samples = new Uint8Array(free ?? new ArrayBuffer(chunkBytes), 0, chunkBytes);
    return { samples: free === undefined ? samples : samples.fill(0), missing };
  }

  function regionOf([z, y, x]: Shape): Region {
    const [planes, rows, columns] = chunk;
    return { origin: [z * planes, y * rows, x * columns], extent: chunk };
  }
}

/** A shard being written: chunks as they come, then the index. A shard without chunks is never written. */
class ShardFile extends PartFile {
  readonly #index: ReturnType<typeof createShardIndex>;

  /** A shard of `chunks` chunks, with those outside of the level, of which `expected` will come. */
  constructor(chunks: number, expected: number, create: () => Promise<FileWriter>) {
    super(0, expected, create);
    this.#index = createShardIndex(chunks);
  }

  /** Writes an encoded chunk by its number in the shard; a chunk of zeros is empty and left out. */
  append(number: number, bytes: Uint8Array, remainder?: bigint): Promise<void> {
    const start = this.position;
    if (bytes.length > 0) this.#index.set(number, start, bytes.length);
    this.position += bytes.length;
    return this.take(1, start, bytes, remainder);
  }

  protected async end(writer: FileWriter): Promise<void> {
    const index = this.#index.encode();
    await writer.write(this.position, index);
    this.position += index.length;
  }
}

/** Encodes the samples of a chunk; their memory is taken over, and returned with the result. */
export type EncodeChunk = (samples: Uint8Array<ArrayBuffer>) => Promise<EncodedChunk>;

/**
 * Writes the chunks of units into the shards of an OME-Zarr 0.5's levels. Chunks of level 0 come encoded; those of
 * the other levels are assembled here from several units, and encoded meanwhile.
 */
export class ShardedPyramid extends PyramidOutput<ShardFile> {
  readonly #form: ZarrForm;
  readonly #encode: EncodeChunk;
  readonly #gatherers: readonly ReturnType<typeof chunkGatherer>[];
  /** Appends of assembled chunks, one after the other so that shards do not depend on which is encoded first. */
  #appended: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;

  constructor(plan: PyramidPlan, form: ZarrForm, directory: StagedDirectory, encode: EncodeChunk) {
    super(plan, directory);
    const { innerChunk, voxelBytes } = plan.facts;
    this.#form = form;
    this.#encode = encode;
    this.#gatherers = plan.levels.map(({ shape }) => chunkGatherer(shape, innerChunk, voxelBytes));
  }

  /**
   * Writes a unit without waiting for the chunks that it completes on other levels: the workers that encode them may
   * wait for this unit's memory. They are encoded before the next units, which limits how many are in progress.
   */
  async write(unit: Unit, { sizes, encoded, encodedSums, coarse }: EncodedUnit): Promise<void> {
    if (this.#failure !== null) throw this.#failure.error;
    this.#gather(unit, coarse);
    const [base] = this.plan.levels;
    let [number, position] = [0, 0];
    for (const { index } of innerChunks(this.plan, unit)) {
      const size = sizes[number] ?? 0;
      const chunk = encoded.subarray(position, position + size);
      await this.#append(base!, index, chunk, encodedSums[number]);
      position += size;
      number += 1;
    }
  }

  async finish(): Promise<void> {
    await this.#appended;
    if (this.#failure !== null) throw this.#failure.error;
    const { type, chunk, innerChunk } = this.plan.facts;
    const { compression } = this.#form;
    for (const { index, shape } of this.plan.levels) {
      const array = { shape, chunk, innerChunk, type, compression };
      await this.put(`${index}/${v3Key}`, encodeShardedMetadata(array));
    }
  }

  override async abort(): Promise<void> {
    this.#failure ??= { error: new Error('aborted') };
    await this.#appended;
    await super.abort();
  }

  #gather(unit: Unit, coarse: Uint8Array): void {
    const { levels, facts } = this.plan;
    let position = 0;
    for (const level of levels.slice(1)) {
      const region = unitAtLevel(unit, level.index, facts.binsZ);
      const bytes = voxelCount(region.extent) * facts.voxelBytes;
      const voxels = coarse.subarray(position, position + bytes);
      position += bytes;
      for (const chunk of this.#gatherers[level.index]!.add(region, voxels)) this.#appendLater(level, chunk);
    }
  }

  #appendLater(level: Level, { index, samples }: GatheredChunk): void {
    const frame = this.#encode(samples);
    frame.catch(() => undefined);
    this.#appended = this.#appended.then(async () => {
      try {
        const { bytes, memory, sum } = await frame;
        if (this.#failure === null) await this.#append(level, index, bytes, sum);
        this.#gatherers[level.index]!.recycle(memory);
      } catch (error) {
        this.#failure ??= { error };
      }
    });
  }

  #append(level: Level, index: Shape, bytes: Uint8Array, remainder: bigint | undefined): Promise<void> {
    const { chunk, innerChunk } = this.plan.facts;
    const inShard = gridOf(chunk, innerChunk);
    const { shard, number } = placeInShard(index, inShard);
    const { extent } = chunkAt(shard, gridOf(level.shape, innerChunk), inShard);
    return this.addTo(
      `${level.index}/c/${shard.join('/')}`,
      (create) => new ShardFile(voxelCount(inShard), voxelCount(extent), create),
      (file) => file.append(number, bytes, remainder),
    );
  }
}
