import type { FileKind } from './file-kinds.js';
import type { SniffedStart } from './file-start.js';

/** A row of the sniffer. */
export interface Recognizer {
  readonly kind: FileKind;
  /** The format of a file that is of this kind; null for any other. */
  formatOf(start: SniffedStart): string | null;
}
