import { existsSync } from 'node:fs';

/** A file of this package by its path below the package's directory, wherever the running module lies in it. */
export function packageFile(path: string): URL {
  let directory = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', directory))) {
    const parent = new URL('../', directory);
    if (parent.href === directory.href) throw new Error(`no package.json above ${import.meta.url}`);
    directory = parent;
  }
  return new URL(path, directory);
}
