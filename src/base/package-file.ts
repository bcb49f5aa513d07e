import { existsSync, readFileSync } from 'node:fs';

/** The version of this package, as its package.json says. */
export const toolVersion: string = readVersion();

function readVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}

/** A file of this package by its path below the package's directory, wherever the running module lies in it. */
export function packageFile(path: string): URL {
  let directory = new URL('../', import.meta.url);
  while (!isPackage(new URL('package.json', directory))) {
    const parent = new URL('../', directory);
    if (parent.href === directory.href) throw new Error(`no package above ${import.meta.url}`);
    directory = parent;
  }
  return new URL(path, directory);
}

/** Whether a file describes a package; bundled modules have one beside them that only says of what kind they are. */
function isPackage(file: URL): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').includes('"name"');
}
