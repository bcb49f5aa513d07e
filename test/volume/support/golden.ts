import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const shared = new URL('../../../../../shared/', import.meta.url);

/** Path of something in the shared folder beside the checkout, or null when it is not there. */
export function sharedPath(relative: string): string | null {
  const path = fileURLToPath(new URL(relative, shared));
  return existsSync(path) ? path : null;
}

/** Entries of the golden formats file whose keys begin with a prefix; empty when it is not there. */
export function goldenEntries(prefix: string): [key: string, entry: unknown][] {
  const path = sharedPath('golden/formats.json');
  if (path === null) return [];
  const entries = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return Object.entries(entries).filter(([key]) => key.startsWith(prefix));
}
