/**
 * Starts one task an item, at most `depth` ahead, and yields the results in the order of the items. When the consumer
 * stops early or a task fails, the tasks under way are waited for and their results given to `drop`.
 */
export async function* runInOrder<Item, Result>(
  items: Iterable<Item>,
  depth: number,
  run: (item: Item) => Promise<Result>,
  drop: (result: Result) => void,
): AsyncGenerator<[Item, Result], void, undefined> {
  const underWay: [Item, Promise<Result>][] = [];
  const iterator = items[Symbol.iterator]();
  try {
    let next = iterator.next();
    while (next.done !== true || underWay.length > 0) {
      while (next.done !== true && underWay.length < depth) {
        const started = run(next.value);
        started.catch(() => undefined);
        underWay.push([next.value, started]);
        next = iterator.next();
      }
      const [item, started] = underWay.shift()!;
      yield [item, await started];
    }
  } finally {
    for (const outcome of await Promise.allSettled(underWay.map(([, started]) => started))) {
      if (outcome.status === 'fulfilled') drop(outcome.value);
    }
  }
}
