import { compareCodePoints } from '../storage/keys/index.js';

/** A path in two sequences, null where one lacks it. */
export interface Joined<A, B> {
  readonly path: string;
  readonly a: A | null;
  readonly b: B | null;
}

/** Joins two sequences that are ascending by path, holding one of each at a time. */
export async function* joinByPath<A extends { readonly path: string }, B extends { readonly path: string }>(
  left: AsyncIterable<A>,
  right: AsyncIterable<B>,
): AsyncGenerator<Joined<A, B>> {
  const [lefts, rights] = [left[Symbol.asyncIterator](), right[Symbol.asyncIterator]()];
  let [a, b] = [await nextOf(lefts), await nextOf(rights)];
  try {
    while (a !== null || b !== null) {
      const order = a === null ? 1 : b === null ? -1 : compareCodePoints(a.path, b.path);
      const path = (order <= 0 ? a : b)?.path ?? '';
      yield { path, a: order <= 0 ? a : null, b: order >= 0 ? b : null };
      if (order <= 0) a = await nextOf(lefts);
      if (order >= 0) b = await nextOf(rights);
    }
  } finally {
    await lefts.return?.();
    await rights.return?.();
  }
}

async function nextOf<T>(items: AsyncIterator<T>): Promise<T | null> {
  const { value, done } = await items.next();
  return done ? null : value;
}
