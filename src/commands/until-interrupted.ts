/**
 * Runs work that stops at an abort, and aborts it at the first SIGINT or SIGTERM so that it can clean up.
 * A second signal ends the process at once, after `beforeEnd`.
 */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  beforeEnd: () => void = () => {},
): Promise<Result> {
  const controller = new AbortController();
  // It listens until the work has ended: libraries that restore the terminal end the process when nobody else does.
  const interrupt = (signal: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      controller.abort(new DOMException('interrupted', 'AbortError'));
      return;
    }
    beforeEnd();
    stopListening();
    process.kill(process.pid, signal);
  };
  const stopListening = () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
}
