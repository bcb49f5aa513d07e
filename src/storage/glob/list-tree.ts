import { parentKey } from '../keys/index.js';
import type { SizedEntry, Storage } from '../storage.js';
import { Listing } from './listing.js';

/** All directories at and below one, by key, from one pass over the files that are there. */
export async function listTree(storage: Storage, top: string): Promise<ReadonlyMap<string, Listing>> {
  const directories = new Map<string, Map<string, SizedEntry>>();
  for await (const { key, size } of storage.list(top)) {
    let facts: Omit<SizedEntry, 'name'> = { kind: 'file', size };
    for (let child = key; child !== top; child = parentKey(child)) {
      const parent = parentKey(child);
      const name = child.slice(parent === '' ? 0 : parent.length + 1);
      const entries = directories.get(parent) ?? new Map<string, SizedEntry>();
      directories.set(parent, entries);
      const known = entries.has(`${facts.kind} ${name}`);
      entries.set(`${facts.kind} ${name}`, { name, ...facts });
      if (known) break;
      facts = { kind: 'directory' };
    }
  }
  return new Map([...directories].map(([key, entries]) => [key, new Listing(entries.values())]));
}
