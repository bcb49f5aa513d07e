/** Attempts for a request of which the others of its kind fail while the server carries out all else. */
const fewAttempts = 2;

/**
 * How often requests are tried. A kind of request that was given up, since when the server has answered others and none
 * of this kind, is no longer tried as often: an ingest of a thousand files would wait a thousand times otherwise. While
 * nothing is answered at all, every request is tried in full, so that an outage is sat out.
 */
export class Patience {
  readonly #attempts: number;
  /** Kinds of requests that fail, and whether the server has answered any other since. */
  readonly #failing = new Map<string, { isServerUp: boolean }>();

  constructor(attempts: number) {
    this.#attempts = attempts;
  }

  attempts(operation: string): number {
    return this.#failing.get(operation)?.isServerUp === true
      ? Math.min(fewAttempts, this.#attempts)
      : this.#attempts;
  }

  gaveUp(operation: string): void {
    if (!this.#failing.has(operation)) this.#failing.set(operation, { isServerUp: false });
  }

  answered(operation: string): void {
    this.#failing.delete(operation);
    for (const state of this.#failing.values()) state.isServerUp = true;
  }
}
