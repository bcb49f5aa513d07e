// Which parts of a build are up to date: a part is built again where the content of a file that it reads has changed.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const digestOf = (content) => createHash('sha256').update(content).digest('hex');

/** Paths of the files in a folder at any depth, from its root, in an order that does not depend on the file system. */
export async function filesBelow(root, folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length))
    .sort();
}

/** What the files of a checkout hold, each read once. */
export class Inputs {
  #digests = new Map();

  constructor(root) {
    this.root = root;
  }

  /** Digest of a file, or of all names and contents below a folder. Fails where there is neither. */
  digest(path) {
    if (!this.#digests.has(path)) this.#digests.set(path, this.#read(path));
    return this.#digests.get(path);
  }

  /** One digest of several files and folders. */
  async digestOfAll(paths) {
    return digestOf((await Promise.all(paths.map((path) => this.digest(path)))).join());
  }

  async #read(path) {
    const content = await readFile(join(this.root, path)).catch((error) => {
      if (error.code === 'EISDIR') return null;
      throw error;
    });
    if (content !== null) return digestOf(content);
    const files = await filesBelow(this.root, path);
    return digestOf(
      (await Promise.all(files.map(async (file) => [file, await this.digest(file)]))).join('\n'),
    );
  }
}

/**
 * What each part was last built from. A part whose build fails or is interrupted has no stamp; files that change during a build
 * are in no stamp either, since digests are taken before.
 */
export class Stamps {
  constructor(root, directory) {
    this.root = root;
    this.directory = join(root, directory);
  }

  /** What `write` was given; null where there is nothing. */
  async read(part) {
    const text = await readFile(join(this.directory, part), 'utf8').catch(() => 'null');
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  async write(part, value) {
    await mkdir(this.directory, { recursive: true });
    await writeFile(join(this.directory, part), JSON.stringify(value));
  }

  /** Runs `build` unless the part's outputs are there and its inputs have the digest that they had. Passes on errors of `build`. */
  async bring(part, digest, outputs, build) {
    const isThere = outputs.every((output) => existsSync(join(this.root, output)));
    if (isThere && (await this.read(part)) === digest) return;
    await rm(join(this.directory, part), { force: true });
    await build();
    await this.write(part, digest);
  }
}
