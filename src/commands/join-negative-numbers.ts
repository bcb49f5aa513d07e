/** Arguments in which a negative number after an option is bound to it, so that it is taken for its value and not for an option. */
export function joinNegativeNumbers(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [index, arg] of args.entries()) {
    const before = joined.at(-1);
    const isBehindOption =
      before !== undefined && /^--[^=]+$/.test(before) && !args.slice(0, index).includes('--');
    if (isBehindOption && isNegativeNumber(arg)) joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Whether an argument that begins like an option is a number. */
export function isNegativeNumber(arg: string): boolean {
  return /^-\.?\d/.test(arg);
}
