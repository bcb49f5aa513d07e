import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** Writes files below a new directory and returns it. */
export async function treeOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const { directory } = temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return directory;
}
