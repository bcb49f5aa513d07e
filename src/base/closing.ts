/**
 * Runs work with an open resource, and closes it at the end or after a failure.
 *
 * @example
 * const { shape } = await closing(await openVolume(storage, key), async (volume) => volume.header);
 */
export async function closing<Opened extends { close(): Promise<void> }, Result>(
  opened: Opened,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/**
 * Runs work on something begun. If it fails, calls the method of it that undoes this, and throws the error.
 *
 * @example
 * await undoing(writer, 'abort', () => writeRows(writer, rows));
 */
export async function undoing<Method extends string, Result>(
  begun: Readonly<Record<Method, () => unknown>>,
  method: Method,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await begun[method]();
    throw error;
  }
}

/**
 * Opens something that needs an open resource: a plain object, which is copied. Closing it closes the resource too, and
 * so does a failure to open it.
 *
 * @example
 * const volume = await openOn(storage, () => openVolume(storage, key));
 */
export async function openOn<Opened extends { close(): Promise<void> }>(
  resource: { close(): Promise<void> },
  open: () => Promise<Opened>,
): Promise<Opened> {
  const opened = await undoing(resource, 'close', open);
  return {
    ...opened,
    async close() {
      await closing(resource, () => opened.close());
    },
  };
}

/** Returns all results. Waits for all work before it fails with the first error, so that nothing goes on behind it. */
export async function allDone<Result>(work: readonly (Promise<Result> | undefined)[]): Promise<Result[]> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value as Result;
  });
}
