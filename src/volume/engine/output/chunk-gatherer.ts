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

  #start(place: Region): OpenChunk {
    const missing = voxelCount(overlap(this.#level, place).extent);
    return { samples: new Uint8Array(voxelCount(this.#chunk) * this.#voxelBytes), missing };
  }

  #place([z, y, x]: Shape): Region {
    const [planes, rows, columns] = this.#chunk;
    return { origin: [z * planes, y * rows, x * columns], extent: this.#chunk };
  }
}
