import type { EventListener, IngestReport } from '../../pipeline/index.js';

/** Shows how an ingest goes. */
export interface Progress {
  readonly listener: EventListener;
  /** Gives a terminal back at once, for an end that waits for nothing; only displays that change it have this. */
  restore?(): void;
  finish(): Promise<void>;
  /** Says how it ended; only displays for machines do. */
  summarize?(report: IngestReport): void;
}
