import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputFiles } from './target.js';

const description = 'case.json';

/** What is known of an input that was kept. */
export interface KeptCase {
  readonly target: string;
  readonly seed: number;
  readonly index: number;
  readonly fault: string;
}

/** Writes an input below `out`, its files with encoded names; the directory that it lies in. */
export async function keepCase(out: string, kept: KeptCase, files: InputFiles): Promise<string> {
  const directory = join(out, `${kept.target}-${kept.seed}-${kept.index}`);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, description), `${JSON.stringify(kept, null, 2)}\n`);
  for (const [path, bytes] of files) {
    await writeFile(join(directory, `file-${encodeURIComponent(path)}`), bytes);
  }
  return directory;
}

/** An input that was kept. */
export async function keptCase(directory: string): Promise<{ kept: KeptCase; files: InputFiles }> {
  const kept = JSON.parse(await readFile(join(directory, description), 'utf8')) as KeptCase;
  const files = new Map<string, Uint8Array>();
  for (const name of await readdir(directory)) {
    const [, path] = /^file-(.*)$/.exec(name) ?? [];
    if (path !== undefined)
      files.set(decodeURIComponent(path), Uint8Array.from(await readFile(join(directory, name))));
  }
  return { kept, files };
}
