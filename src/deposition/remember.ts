import { getOrMake, keepNewest } from '../base/collections.js';

/** Remembers answers by owner and key, failures included, until the owner is forgotten or collected. */
export function rememberByOwner<Owner extends object, Key, Answer>(
  answer: (owner: Owner, key: Key) => Promise<Answer>,
) {
  const known = new WeakMap<Owner, Map<Key, Promise<Answer>>>();
  return {
    of(owner: Owner, key: Key): Promise<Answer> {
      const answers = getOrMake(known, owner, () => new Map<Key, Promise<Answer>>());
      return getOrMake(answers, key, () => answer(owner, key));
    },
    forget: (owner: Owner) => known.delete(owner),
  };
}

/** Remembers the answers to the last `count` different questions, for answers that are large or slow to compute. */
export function rememberLast<Question, Answer>(
  count: number,
  keyOf: (question: Question) => unknown,
  answer: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const answers = new Map<unknown, Promise<Answer>>();
  return (question) => {
    const key = keyOf(question);
    return keepNewest(answers, key, answers.get(key) ?? answer(question), count);
  };
}
