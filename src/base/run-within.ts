interface Limits<Item> {
  readonly count: number;
  /** Weight of an item, and limit of the weight in progress; a single item may exceed it. */
  readonly weigh?: (item: Item) => number;
  readonly weight?: number;
}

/** Works on several items at a time. After a failure starts no other, and fails when those at work are done. */
export async function runWithin<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  { count, weigh = () => 0, weight = 0 }: Limits<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let sum = 0;
  try {
    for await (const item of items) {
      const own = weigh(item);
      while (underWay.size > 0 && sum + own > weight) await Promise.race(underWay);
      if (failures.length > 0) break;
      sum += own;
      const done = work(item)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => {
          sum -= own;
          underWay.delete(done);
        });
      underWay.add(done);
      while (underWay.size >= count) await Promise.race(underWay);
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failures.length > 0) throw failures[0];
}
