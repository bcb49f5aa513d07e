// `promises` is loaded by its first use: workers, which have the kernels from their pool, do without it.
import { existsSync, promises, readFileSync } from 'node:fs';

/** Reads a file of `dist`. */
export function readPackageFile(name: string): Promise<Uint8Array> {
  return promises.readFile(packageFile(`dist/${name}`));
}

/** Reads a small file of `dist` at once. */
export function readPackageFileNow(name: string): Uint8Array {
  return readFileSync(packageFile(`dist/${name}`));
}

/** Reads a file of this machine; null if it cannot be read. */
export function readLocalFile(path: string): Promise<Uint8Array | null> {
  return promises.readFile(path).catch(() => null);
}

/** Returns the URL of a path below the package directory. Fails with an Error if there is no package.json. */
export function packageFile(path: string): URL {
  let directory = new URL('../', import.meta.url);
  while (!isPackage(new URL('package.json', directory))) {
    const parent = new URL('../', directory);
    if (parent.href === directory.href) throw new Error(`no package above ${import.meta.url}`);
    directory = parent;
  }
  return new URL(path, directory);
}

/** True for a package's own package.json. Bundled modules have one that only states the module type. */
function isPackage(file: URL): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').includes('"name"');
}
