import { CryoetError } from '../base/errors.js';
import { describeError } from '../base/messages.js';
import { type ContentChange, contentChange, type Side, type Sides } from './change.js';

/** The error that one or both sides of a comparison could not be read. */
export class UnreadableSides extends Error {
  constructor(readonly reasons: Partial<Sides<CryoetError>>) {
    super(Object.values(reasons).map(describeError).join('; '));
  }
}

/** Reads one side; a CryoetError becomes an UnreadableSides. */
export async function readSide<T>(side: Side, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CryoetError) throw new UnreadableSides({ [side]: error });
    throw error;
  }
}

/** Reads both sides at once. Fails with UnreadableSides, which holds one or two reasons; other errors are passed on. */
export async function readBoth<T>(read: (side: Side) => T | Promise<T>): Promise<Sides<T>> {
  const [a, b] = await Promise.allSettled([readSide('a', () => read('a')), readSide('b', () => read('b'))]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return { a: a.value, b: b.value };
  const reasons: Partial<Sides<CryoetError>> = {};
  for (const result of [a, b]) {
    if (result.status === 'fulfilled') continue;
    if (!(result.reason instanceof UnreadableSides)) throw result.reason;
    Object.assign(reasons, result.reason.reasons);
  }
  throw new UnreadableSides(reasons);
}

/** Works with something that is opened on both sides, and closes it. Fails with UnreadableSides if that fails. */
export async function withBoth<Opened extends { close(): Promise<void> }, Result>(
  open: (side: Side) => Promise<Opened>,
  work: (opened: Sides<Opened>) => Promise<Result>,
): Promise<Result> {
  const opened: Opened[] = [];
  try {
    const both = await readBoth(async (side) => {
      const own = await open(side);
      opened.push(own);
      return own;
    });
    return await work(both);
  } finally {
    await Promise.all(opened.map((own) => own.close()));
  }
}

/** Returns the change of kind `unreadable` for an error; null for any other error. */
export function unreadableChange(error: unknown): ContentChange | null {
  if (!(error instanceof UnreadableSides)) return null;
  const [a = null, b = null] = [error.reasons.a, error.reasons.b].map(
    (reason) => reason && describeError(reason),
  );
  return contentChange('unreadable', 'science', null, a, b);
}
