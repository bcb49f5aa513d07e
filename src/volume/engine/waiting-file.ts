/** A file that is open for reading; its thread waits for the bytes. */
export interface WaitingFile {
  readonly size: number;
  /** Fills `target` from a position. Fails with an Error if the file ends before. */
  read(target: Uint8Array, position: number): void;
  close(): void;
}

/** Opens a file; null if it is missing. A link is followed only with `mayBeLink`: others may lead out of the tree. */
export type OpenWaiting = (path: string, mayBeLink: boolean) => WaitingFile | null;

/** Fills `target` with rows of `rowBytes` bytes whose starts in a file are `pitch` bytes apart. Fails like `read`. */
export function readRows(
  read: WaitingFile['read'],
  target: Uint8Array,
  position: number,
  rowBytes: number,
  pitch: number,
): void {
  // Rows without gaps are read with one call of the system.
  const bytes = rowBytes === pitch ? target.length : rowBytes;
  for (let at = 0, from = position; at < target.length; at += bytes, from += pitch) {
    read(target.subarray(at, at + bytes), from);
  }
}
