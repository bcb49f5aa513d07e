/** Where a value stands. */
export interface Place {
  /** File as the user would name it. */
  readonly path: string;
  readonly line?: number;
  /** Key path inside a configuration. */
  readonly keyPath?: string;
}

/** A value with what states it. */
export interface Stated<Value> extends Place {
  readonly value: Value;
  /** As messages name what states it: `the header`. */
  readonly by: string;
}

/**
 * Statements of one fact, the most trusted first, as the one that most others agree with and those that contradict it. Of
 * several that find as many others, the most trusted is right. Null where nothing is stated. `agree` asks whether the second
 * confirms the first.
 */
export function judge<Statement>(
  statements: readonly Statement[],
  agree: (a: Statement, b: Statement) => boolean,
): { readonly right: Statement; readonly wrong: readonly Statement[] } | null {
  const [first, ...others] = statements;
  if (first === undefined) return null;
  const support = (one: Statement) => statements.filter((other) => agree(one, other)).length;
  const right = others.reduce((best, one) => (support(one) > support(best) ? one : best), first);
  return { right, wrong: statements.filter((one) => !agree(right, one)) };
}

/** The place of a statement alone. */
export function placeOf({ path, line, keyPath }: Place): Place {
  return {
    path,
    ...(line === undefined || line === 0 ? {} : { line }),
    ...(keyPath === undefined ? {} : { keyPath }),
  };
}
