/** Answers to questions about owners, worked out once and forgotten with their owner or when told to. */
export interface RememberedByOwner<Owner, Key, Answer> {
  of(owner: Owner, key: Key): Promise<Answer>;
  forget(owner: Owner): void;
}

/** Remembers what `answer` makes of an owner and a key, failures too, until the owner is forgotten. */
export function rememberByOwner<Owner extends object, Key, Answer>(
  answer: (owner: Owner, key: Key) => Promise<Answer>,
): RememberedByOwner<Owner, Key, Answer> {
  const known = new WeakMap<Owner, Map<Key, Promise<Answer>>>();
  return {
    of(owner, key) {
      const answers = known.get(owner) ?? new Map<Key, Promise<Answer>>();
      known.set(owner, answers);
      const kept = answers.get(key) ?? answer(owner, key);
      answers.set(key, kept);
      return kept;
    },
    forget: (owner) => known.delete(owner),
  };
}

/** Answers that are large, or that take long: those to the last `count` different questions are kept. */
export function rememberLast<Question, Answer>(
  count: number,
  keyOf: (question: Question) => unknown,
  answer: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const answers = new Map<unknown, Promise<Answer>>();
  return (question) => {
    const key = keyOf(question);
    const kept = answers.get(key) ?? answer(question);
    answers.delete(key);
    answers.set(key, kept);
    for (const oldest of answers.keys()) {
      if (answers.size <= count) break;
      answers.delete(oldest);
    }
    return kept;
  };
}
