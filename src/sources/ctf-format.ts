import type { Item } from './item.js';

/** The format that the config gives a CTF table, in its spelling; null when it says none. */
export function ctfFormat(item: Item): string | null {
  const format = item.entry?.metadata?.format;
  return typeof format === 'string' ? format : null;
}
