import { UsageError } from 'clipanion';

/** A whole number above 0 that an option gives; fails with a UsageError that names the option. */
export function parseCount(text: string, option: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value === 0) {
    throw new UsageError(`${option} takes a whole number above 0, not ${text}`);
  }
  return value;
}
