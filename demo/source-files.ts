import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where the files of a deposition are put, by their path in it. */
export interface SourceFiles {
  write(path: string, content: string | Uint8Array): Promise<void>;
}

export function createSourceFiles(directory: string): SourceFiles {
  return {
    async write(path, content) {
      const file = join(directory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    },
  };
}
