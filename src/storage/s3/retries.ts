import { setTimeout as sleep } from 'node:timers/promises';

/** The number of attempts of a request, and the waits between them. */
export interface RetryPolicy {
  readonly attempts: number;
  /** Upper limit of the first wait in milliseconds; it doubles with each attempt. */
  readonly firstWait: number;
  /** Longest wait in milliseconds. */
  readonly longestWait: number;
}

/** Gives up after waiting for about half a minute in total. */
export const defaultRetries: RetryPolicy = { attempts: 10, firstWait: 200, longestWait: 10_000 };

/** A pause of all requests of a connection, after the server asked one of them to slow down. */
export class Pause {
  #until = 0;

  extend(milliseconds: number): void {
    this.#until = Math.max(this.#until, Date.now() + milliseconds);
  }

  async over(): Promise<void> {
    const left = this.#until - Date.now();
    if (left > 0) await sleep(left * (1 + Math.random() / 2));
  }
}

/** Attempts of a kind of request that keeps failing while the server answers others. */
const fewAttempts = 2;

/**
 * The number of attempts by kind of request. If a kind was given up, and the server has since answered other kinds but
 * not this one, it gets fewer attempts: else an ingest of a thousand files would wait a thousand times. While nothing
 * is answered, every request gets all attempts, so that an outage is sat out.
 */
export class Patience {
  /** Failing kinds of requests, and whether the server has answered another kind since. */
  readonly #failing = new Map<string, { isServerUp: boolean }>();

  constructor(private readonly most: number) {}

  attempts(operation: string): number {
    const isServerUp = this.#failing.get(operation)?.isServerUp === true;
    return isServerUp ? Math.min(fewAttempts, this.most) : this.most;
  }

  gaveUp(operation: string): void {
    if (!this.#failing.has(operation)) this.#failing.set(operation, { isServerUp: false });
  }

  answered(operation: string): void {
    this.#failing.delete(operation);
    for (const state of this.#failing.values()) state.isServerUp = true;
  }
}
