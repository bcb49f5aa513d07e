import type { Storage } from '../../../src/storage/storage.js';
import { memoryStorage } from '../../validate/support/memory-storage.js';

/** Creates a tree of files, which are empty unless their content is given. */
export function treeOf(paths: readonly string[], contents: Readonly<Record<string, string>> = {}): Storage {
  const encoder = new TextEncoder();
  const files = [...paths, ...Object.keys(contents)].map(
    (path) => [path, encoder.encode(contents[path] ?? '')] as const,
  );
  return memoryStorage(new Map(files));
}

/** Returns all items of a sequence. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
