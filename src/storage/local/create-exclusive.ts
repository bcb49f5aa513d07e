import { basename, dirname, join } from 'node:path';
import { partialName } from '../partial-name.js';
import type { FileCalls } from './file-calls.js';
import { systemCode } from './fs-error.js';
import { writeNewFile } from './local-writer.js';

/** File systems without hard links say so in one of these ways. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/**
 * Makes a file with its content in one step, unless there is one of that name. A hard link is that step, which holds on NFS
 * and Lustre too; where there are no links, O_EXCL.
 */
export async function createExclusive(path: string, bytes: Uint8Array, calls: FileCalls): Promise<boolean> {
  const partial = join(dirname(path), partialName(basename(path)));
  await writeNewFile(partial, bytes, calls);
  try {
    await calls.link(partial, path);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? '';
    // NFS may report a link that it made as one that was there, when its first answer was lost.
    if (code === 'EEXIST') return (await calls.stat(partial)).nlink === 2;
    if (!withoutLinks.includes(code)) throw error;
    return await openExclusive(path, bytes, calls);
  } finally {
    await calls.unlink(partial).catch(() => undefined);
  }
}

async function openExclusive(path: string, bytes: Uint8Array, calls: FileCalls): Promise<boolean> {
  try {
    await writeNewFile(path, bytes, calls);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}
