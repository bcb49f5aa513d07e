import { openStorage } from '../storage/index.js';

/** Where temporary files go, if that was said; fails with a StorageError when files cannot be made there. */
export async function stagingDirectory(
  directory: string | undefined,
): Promise<{ readonly stagingDirectory?: string }> {
  if (directory === undefined) return {};
  await (await openStorage(directory, { check: 'output' })).close();
  return { stagingDirectory: directory };
}
