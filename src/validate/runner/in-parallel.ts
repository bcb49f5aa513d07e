/** Runs a task for every item of a sequence, some at once; items are taken no earlier than a task can begin. */
export async function inParallel<Item>(
  items: AsyncIterable<Item>,
  jobs: number,
  task: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  for await (const item of items) {
    const started = task(item)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(started));
    running.add(started);
    if (running.size >= jobs) await Promise.race(running);
    if (failure !== null) break;
  }
  await Promise.all(running);
  if (failure !== null) throw (failure as { error: unknown }).error;
}
