import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'uvu';

const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url));

/** Path of a file of the reference data, which lie beside the repository and are no part of it. */
export function sharedPath(...parts: readonly string[]): string {
  return join(shared, ...parts);
}

/** Every file below a directory of the reference data, with its path. */
export function sharedFiles(directory: string, extension: string): string[] {
  const root = sharedPath(directory);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => join(root, name));
}

/** Adds a test that needs the reference data; without them it is skipped, and its name says so. */
export function testShared(test: Test, name: string, run: () => void | Promise<void>): void {
  if (existsSync(shared)) test(name, run);
  else test.skip(`${name} (skipped: ../shared is not there)`, run);
}
