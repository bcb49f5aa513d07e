import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { StorageError } from '../errors/index.js';
import { openStorage } from '../storage/index.js';

/**
 * Where temporary files go, if that was said. Fails with a StorageError when files cannot be made there, or when the system's
 * directory for them is not there.
 */
export async function stagingDirectory(
  directory: string | undefined,
): Promise<{ readonly stagingDirectory?: string }> {
  if (directory === undefined) {
    const facts = await stat(tmpdir()).catch(() => null);
    if (facts?.isDirectory()) return {};
    throw new StorageError('missing', 'no directory for temporary files', {
      path: tmpdir(),
      expected: 'a directory',
      found: facts === null ? 'nothing' : 'a file',
      hint: 'set TMPDIR to a directory that is there, or name one with --staging-dir',
    });
  }
  await (await openStorage(directory, { check: 'output' })).close();
  return { stagingDirectory: directory };
}
