import type { Bounds } from './table-facts.js';

/** Gathers the least and greatest of coordinates. */
export class BoundsOf {
  readonly #min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly #max: [number, number, number] = [-Infinity, -Infinity, -Infinity];

  add(...place: readonly [number, number, number]): void {
    for (const axis of [0, 1, 2] as const) {
      if (place[axis] < this.#min[axis]) this.#min[axis] = place[axis];
      if (place[axis] > this.#max[axis]) this.#max[axis] = place[axis];
    }
  }

  /** Null where there was nothing. */
  finish(): Bounds | null {
    return this.#min[0] > this.#max[0] ? null : { min: this.#min, max: this.#max };
  }
}
