/** What work with something open gives or fails with; it is closed after that in either case. */
export async function closing<Result>(
  opened: { close(): Promise<void> },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } finally {
    await opened.close();
  }
}
