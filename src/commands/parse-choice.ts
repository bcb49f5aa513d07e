import { UsageError } from 'clipanion';

/** One of the values that an option takes; fails with a UsageError that names them. */
export function oneOf<const Choice extends string>(
  text: string,
  choices: readonly Choice[],
  option: string,
): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new UsageError(`${option} is ${choices.join(' or ')}, not ${text}`);
  return choice;
}

/**
 * Values of an option that can be repeated or given several with commas between them. Fails with a UsageError where it is
 * given none: an empty variable of a script is not to mean everything.
 */
export function splitLists(texts: readonly string[], option: string): string[] {
  return texts.flatMap((text) => {
    const values = text.split(',').filter((value) => value !== '');
    if (values.length === 0) throw new UsageError(`${option} is given no value, but ${JSON.stringify(text)}`);
    return values;
  });
}
