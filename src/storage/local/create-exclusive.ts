import { link, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { partialName } from '../partial-name.js';
import { systemCode } from './fs-error.js';
import { openPartial } from './local-writer.js';

/** File systems without hard links say so in one of these ways. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/**
 * Makes a file with its content in one step, unless there is one of that name. A hard link is that step, which holds on NFS
 * and Lustre too; where there are no links, O_EXCL.
 */
export async function createExclusive(path: string, bytes: Uint8Array): Promise<boolean> {
  const partial = join(dirname(path), partialName(basename(path)));
  const file = await openPartial(partial);
  try {
    await file.writeFile(bytes);
    await file.close();
    await link(partial, path);
    return true;
  } catch (error) {
    await file.close();
    const code = systemCode(error) ?? '';
    // NFS may report a link that it made as one that was there, when its first answer was lost.
    if (code === 'EEXIST') return (await stat(partial)).nlink === 2;
    if (!withoutLinks.includes(code)) throw error;
    return await openExclusive(path, bytes);
  } finally {
    await rm(partial, { force: true });
  }
}

async function openExclusive(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const file = await openPartial(path);
    await file.writeFile(bytes);
    await file.close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}
