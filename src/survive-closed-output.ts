/** What ended with the reader: a closed pipe, a terminal that is gone, and what is written after that. */
const readerIsGone: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

/**
 * Lets the work go on when nobody reads what it says any more (`… | head`, a `tee` that died, a terminal that was closed) or when
 * it cannot be written: either would otherwise end the process in the middle of an ingest. `onFault` is called once, where what
 * it says is lost though somebody waits for it, as on a full disk.
 */
export function surviveClosedOutput(
  streams: readonly NodeJS.WritableStream[],
  onFault: (error: Error) => void,
): void {
  let isKnown = false;
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (isKnown || readerIsGone.includes(error.code)) return;
      isKnown = true;
      onFault(error);
    });
  }
}
