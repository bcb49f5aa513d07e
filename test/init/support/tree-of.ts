import { mkdtempSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes files below a new directory and returns it. */
export async function treeOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'init-'));
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return directory;
}
