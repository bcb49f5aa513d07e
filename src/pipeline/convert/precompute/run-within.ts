/** What may be under way at a time. */
export interface Limits<Item> {
  readonly count: number;
  /** What an item weighs, and how much all under way may; one item may weigh more. */
  readonly weigh?: (item: Item) => number;
  readonly weight?: number;
}

/** Works on items, several at a time. Ends when all are done, or all under way where one failed, with its error. */
export async function runWithin<Item>(
  items: Iterable<Item>,
  { count, weigh = () => 0, weight = 0 }: Limits<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let sum = 0;
  for (const item of items) {
    const own = weigh(item);
    while (underWay.size >= count || (underWay.size > 0 && sum + own > weight)) await Promise.race(underWay);
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
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}
