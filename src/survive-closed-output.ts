/**
 * Lets the work go on when nobody reads what it says any more: a closed pipe (`… | head`, a `tee` that died) would
 * otherwise end the process in the middle of an ingest.
 */
export function surviveClosedOutput(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
