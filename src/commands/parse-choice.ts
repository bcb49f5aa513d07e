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

/** Values of an option that are given with commas between them. */
export function splitList(text: string): string[] {
  return text.split(',').filter((part) => part !== '');
}
