/**
 * What is made of the items of a source, in their order, while up to `ahead` items that follow are being made. Fails with what the
 * source fails with, or with what the making fails with when its turn comes. Whatever is under way then, or when nobody wants
 * more, is waited for and given to `drop`.
 */
export async function* madeAhead<Item, Made>(
  source: AsyncIterable<Item> | Iterable<Item>,
  ahead: number,
  make: (item: Item) => Promise<Made>,
  drop: (made: Made) => void = () => {},
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
    for (const outcome of await Promise.allSettled(underWay)) {
      if (outcome.status === 'fulfilled') drop(outcome.value);
    }
  }
}
