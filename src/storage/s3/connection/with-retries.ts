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

export interface RetryRules {
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
