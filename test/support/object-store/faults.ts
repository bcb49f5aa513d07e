/** How often a proxy does what, from 0 (never) to 1 (always); between them, at most four times in a row to the same request. */
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
  /** A listing is answered as it was answered the last time. */
  readonly staleListings: number;
  /** Requests with headers of checksums are refused. */
  readonly refuseChecksums: number;
  /** How: 501 NotImplemented, or 400 and another code. */
  readonly refuseChecksumsAs: string;
  /** Answers have no checksums, as those of a server that keeps none. */
  readonly lackChecksums: number;
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
  staleListings: 0,
  refuseChecksums: 0,
  refuseChecksumsAs: 'NotImplemented',
  lackChecksums: 0,
  latency: 0,
  requestsPerSecond: Number.POSITIVE_INFINITY,
};

/** Faults of one request in a row, at most, where chance decides on each. */
export const mostInARow = 4;

/** Those faults that chance has no part in. */
export function onlyCertain(faults: Faults): Faults {
  const certain = Object.entries(faults).map(([name, rate]) => [name, rate > 0 && rate < 1 ? 0 : rate]);
  return Object.fromEntries(certain) as unknown as Faults;
}
