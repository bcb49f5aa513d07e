/** How often a proxy does what, from 0 (never) to 1 (always). */
export interface Faults {
  /** 503 SlowDown instead of an answer. */
  readonly slowDown: number;
  /** 500 InternalError, half of the time after the request was carried out. */
  readonly internalError: number;
  /** The connection is reset in the middle of the answer. */
  readonly reset: number;
  /** The answer ends early, as if that were all of it. */
  readonly truncate: number;
  /** The answer stops in the middle and the connection stays open. */
  readonly stall: number;
  /** An error document with status 200 instead of an answer. */
  readonly errorAnswer: number;
  /** The one operation that gets such answers; null where all do. */
  readonly errorAnswerTo: string | null;
  /** One bit of what is sent to the server arrives as another. */
  readonly flipSent: number;
  /** One bit of an object arrives as another. */
  readonly flipReceived: number;
  /** Requests with headers of checksums are answered 501 NotImplemented. */
  readonly refuseChecksums: number;
  /** Milliseconds before every answer. */
  readonly latency: number;
  /** Beyond so many requests a second the answer is 503 SlowDown. */
  readonly requestsPerSecond: number;
}

export const noFaults: Faults = {
  slowDown: 0,
  internalError: 0,
  reset: 0,
  truncate: 0,
  stall: 0,
  errorAnswer: 0,
  errorAnswerTo: null,
  flipSent: 0,
  flipReceived: 0,
  refuseChecksums: 0,
  latency: 0,
  requestsPerSecond: Number.POSITIVE_INFINITY,
};
