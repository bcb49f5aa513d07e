import { formatNumbers } from './format-values.js';

/** A fact: its name, and its value in one line; a line without a name goes on with the one before. */
export type FactLine = readonly [name: string, value: string];

/** Least and greatest coordinates. */
export function boundLines({
  min,
  max,
}: {
  readonly min: readonly number[];
  readonly max: readonly number[];
}): FactLine[] {
  return [['x, y, z', `${formatNumbers(min)} to ${formatNumbers(max)}`]];
}

/** What is odd about a file. */
export function warnings(messages: readonly string[]): FactLine[] {
  return messages.map((message) => ['warning', message]);
}
