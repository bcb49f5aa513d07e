/** Is awaited between steps of at most a second each: lets other tasks run, and fails if the work was cancelled. */
export type Pause = () => Promise<void>;

/** Returns a pause that gives other tasks a turn, and fails if the signal was aborted. */
export function pauseBetween(signal: AbortSignal): Pause {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
  };
}

export const noPause: Pause = async () => {};
