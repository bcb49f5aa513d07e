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
  try {
    const opened = await open();
    return {
      ...opened,
      async close() {
        await closing(resource, () => opened.close());
      },
    };
  } catch (error) {
    await resource.close();
    throw error;
  }
}
