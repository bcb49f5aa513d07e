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
