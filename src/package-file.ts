import { existsSync } from 'node:fs';

/** A file of this package by its path below the package's directory, wherever the running module lies in it. */
export function packageFile(path: string): URL {
  let directory = new URL('./', import.meta.url);
  // Bundled modules have a package.json beside them that says what they are.
  while (!existsSync(new URL('schemas/ingestion-config.schema.json', directory))) {
    const parent = new URL('../', directory);
    if (parent.href === directory.href) throw new Error(`no package above ${import.meta.url}`);
    directory = parent;
  }
  return new URL(path, directory);
}
