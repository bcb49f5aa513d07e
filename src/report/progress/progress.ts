import type { EventListener } from '../../pipeline/index.js';

/** A way to show an ingest while it runs. */
export interface Progress {
  readonly listener: EventListener;
  /** Show the last state and let go of the terminal. */
  finish(): Promise<void>;
}
