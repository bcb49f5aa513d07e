/**
 * What is made of the items of a source, in their order, while up to `ahead` items that follow are being made. Fails with what the
 * source or the making fails with, when its turn comes; whatever is under way is waited for first.
 */
export async function* madeAhead<Item, Made>(
  source: AsyncIterable<Item>,
  ahead: number,
  make: (item: Item) => Promise<Made>,
): AsyncGenerator<Made, void, undefined> {
  const underWay: Promise<Made>[] = [];
  try {
    for await (const item of source) {
      const made = make(item);
      made.catch(() => undefined);
      underWay.push(made);
      if (underWay.length > ahead) yield await (underWay.shift() as Promise<Made>);
    }
    while (underWay.length > 0) yield await (underWay.shift() as Promise<Made>);
  } finally {
    await Promise.allSettled(underWay);
  }
}
