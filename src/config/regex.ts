/** A regular expression that is searched anywhere in a text. Python's dialect without flags. */
export function searchRegex(pattern: string): RegExp {
  return new RegExp(pattern);
}

/** A regular expression that must match from the start of a text; where it ends is free. */
export function matchRegex(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})`);
}

/** Number of capture groups of a valid pattern. */
export function countGroups(pattern: string): number {
  return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1;
}

const pythonOnly: readonly { readonly form: RegExp; readonly advice: string }[] = [
  { form: /(?:^|[^\\])(?:\\\\)*\\A/, advice: 'write ^ instead of \\A' },
  { form: /(?:^|[^\\])(?:\\\\)*\\Z/, advice: 'write $ instead of \\Z' },
  { form: /\(\?P/, advice: 'use groups without a name' },
  { form: /\(\?[aiLmsux]+[):]/, advice: 'flags cannot be set inside an expression' },
  { form: /\{,\d+\}/, advice: 'write {0,n} instead of {,n}' },
];

/** Why a pattern cannot be used, or null when it can. */
export function regexFault(pattern: string): string | null {
  const foreign = pythonOnly.find(({ form }) => form.test(pattern));
  if (foreign !== undefined) return foreign.advice;
  try {
    new RegExp(pattern);
    return null;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.replace(/^Invalid regular expression: /, '').replace(/^\/.*\/: /s, '');
  }
}
