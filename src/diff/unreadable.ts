import { CryoetError } from '../base/errors.js';
import { describeError } from '../base/messages.js';
import { type ContentChange, contentChange, type Side } from './change.js';

/** The error that one side of a comparison could not be read. */
export class UnreadableSide extends Error {
  constructor(
    readonly side: Side,
    readonly reason: CryoetError,
  ) {
    super(describeError(reason), { cause: reason });
  }
}

/** Reads one side; wraps a CryoetError in an UnreadableSide. */
export async function readSide<T>(side: Side, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CryoetError) throw new UnreadableSide(side, error);
    throw error;
  }
}

/** Reads both sides at once. Fails with UnreadableSides, which holds one or two reasons; other errors are passed on. */
export async function readBoth<T>(read: (side: Side) => T | Promise<T>): Promise<{ a: T; b: T }> {
  const [a, b] = await Promise.allSettled([readSide('a', () => read('a')), readSide('b', () => read('b'))]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return { a: a.value, b: b.value };
  const reasons = [a, b].flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  const foreign = reasons.find((reason) => !(reason instanceof UnreadableSide));
  if (foreign !== undefined) throw foreign;
  throw new UnreadableSides(reasons as UnreadableSide[]);
}

/** The error that one or both sides of a comparison could not be read. */
export class UnreadableSides extends Error {
  constructor(readonly sides: readonly UnreadableSide[]) {
    super(sides.map(({ message }) => message).join('; '));
  }
}

/** Returns the change of kind `unreadable` for an error; null for any other error. */
export function unreadableChange(error: unknown): ContentChange | null {
  const sides =
    error instanceof UnreadableSides ? error.sides : error instanceof UnreadableSide ? [error] : [];
  if (sides.length === 0) return null;
  const messageOf = (side: Side) => sides.find((each) => each.side === side)?.message ?? null;
  return contentChange('unreadable', 'science', null, messageOf('a'), messageOf('b'));
}
