import { chunksAcross, copyOverlap, overlap, type Region, voxelCount } from '../../chunk-grid.js';
import type { Shape } from '../../volume.js';

/** A chunk all of whose voxels have come: samples without gaps, zeros where the level ends before it. */
export interface GatheredChunk {
  /** Its number along z, y, x. */
  readonly index: Shape;
  readonly samples: Uint8Array<ArrayBuffer>;
}

interface OpenChunk {
  readonly samples: Uint8Array<ArrayBuffer>;
  missing: number;
}

/** Puts the regions of a level that come one after the other together to chunks. */
export class ChunkGatherer {
  readonly #level: Region;
  readonly #chunk: Shape;
  readonly #voxelBytes: number;
  readonly #open = new Map<string, OpenChunk>();
  readonly #free: ArrayBuffer[] = [];

  constructor(shape: Shape, chunk: Shape, voxelBytes: number) {
    this.#level = { origin: [0, 0, 0], extent: shape };
    this.#chunk = chunk;
    this.#voxelBytes = voxelBytes;
  }

  /** Adds the voxels of a region, which lie without gaps. Gives the chunks that are whole now. */
  add(region: Region, bytes: Uint8Array): GatheredChunk[] {
    const whole: GatheredChunk[] = [];
    for (const index of chunksAcross(region, this.#chunk)) {
      const place = this.#place(index);
      const key = index.join();
      const chunk = this.#open.get(key) ?? this.#start(place);
      copyOverlap({ region, bytes }, { region: place, bytes: chunk.samples }, this.#voxelBytes);
      chunk.missing -= voxelCount(overlap(region, place).extent);
      if (chunk.missing === 0) {
        this.#open.delete(key);
        whole.push({ index, samples: chunk.samples });
      } else this.#open.set(key, chunk);
    }
    return whole;
  }

  /** Takes back the memory of a chunk, for another one: garbage of this size would pile up. */
  recycle(memory: ArrayBuffer): void {
    if (memory.byteLength >= voxelCount(this.#chunk) * this.#voxelBytes) this.#free.push(memory);
  }

  #start(place: Region): OpenChunk {
    const missing = voxelCount(overlap(this.#level, place).extent);
    const bytes = voxelCount(this.#chunk) * this.#voxelBytes;
    const free = this.#free.pop();
    const samples = new Uint8Array(free ?? new ArrayBuffer(bytes), 0, bytes);
    return { samples: free === undefined ? samples : samples.fill(0), missing };
  }

  #place([z, y, x]: Shape): Region {
    const [planes, rows, columns] = this.#chunk;
    return { origin: [z * planes, y * rows, x * columns], extent: this.#chunk };
  }
}
