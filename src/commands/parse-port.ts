import { UsageError } from 'clipanion';

/** A port that an option gives, 0 for any; fails with a UsageError. */
export function parsePort(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new UsageError(`--port takes a number up to 65535, not ${text}`);
  return value;
}
