import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how patiently a request is tried again. */
export interface RetryPolicy {
  readonly attempts: number;
  /** Milliseconds that the first wait is at most; each further one may be twice as long. */
  readonly firstWait: number;
  /** Milliseconds that no wait exceeds. */
  readonly longestWait: number;
}

/** About half a minute of waiting before a request is given up. */
export const defaultRetries: RetryPolicy = { attempts: 10, firstWait: 200, longestWait: 10_000 };

/** A pause that all requests of a connection keep, because the server asked one of them to slow down. */
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

interface RetryRules {
  readonly policy: RetryPolicy;
  /** How often this request is tried by now. */
  readonly attempts: () => number;
  readonly pause: Pause;
  readonly isFinal: (error: unknown) => boolean;
  readonly isThrottling: (error: unknown) => boolean;
  /** What to throw in the end. */
  readonly giveUp: (error: unknown, attempts: number) => Error;
}

/** Runs work until it succeeds, fails for good or has failed too often; waits at random, longer each time. */
export async function withRetries<Result>(
  rules: RetryRules,
  work: (attempt: number) => Promise<Result>,
): Promise<Result> {
  const { policy, pause } = rules;
  for (let attempt = 1; ; attempt++) {
    await pause.over();
    try {
      return await work(attempt);
    } catch (error) {
      if (rules.isFinal(error) || attempt >= rules.attempts()) throw rules.giveUp(error, attempt);
      const longest = Math.min(policy.longestWait, policy.firstWait * 2 ** (attempt - 1));
      const wait = Math.random() * longest;
      if (rules.isThrottling(error)) pause.extend(wait / 2);
      await sleep(wait);
    }
  }
}

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
