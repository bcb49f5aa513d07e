import type { VolumeStatistics } from '../../volume/volume.js';

/** Statistics of samples that come in pieces; those that are no finite numbers are counted and left out. */
export class RunningStatistics {
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #squares = 0;
  #nanCount = 0;
  #infinityCount = 0;

  add(samples: Float32Array): void {
    for (const sample of samples) {
      if (!Number.isFinite(sample)) {
        if (Number.isNaN(sample)) this.#nanCount++;
        else this.#infinityCount++;
        continue;
      }
      this.#count++;
      if (sample < this.#min) this.#min = sample;
      if (sample > this.#max) this.#max = sample;
      const distance = sample - this.#mean;
      this.#mean += distance / this.#count;
      this.#squares += distance * (sample - this.#mean);
    }
  }

  /** Of all samples so far; zeros where there were none. */
  result(): VolumeStatistics {
    const isEmpty = this.#count === 0;
    return {
      count: this.#count,
      min: isEmpty ? 0 : this.#min,
      max: isEmpty ? 0 : this.#max,
      mean: this.#mean,
      rms: isEmpty ? 0 : Math.sqrt(this.#squares / this.#count),
      nanCount: this.#nanCount,
      infinityCount: this.#infinityCount,
    };
  }
}
