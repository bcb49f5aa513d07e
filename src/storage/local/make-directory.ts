import { dirname } from 'node:path';
import type { FileCalls } from './file-calls.js';
import { systemCode } from './fs-error.js';

/**
 * Makes a directory and those above it; fails with a system error. Node's own recursive mkdir never ends on file
 * systems that take no new names, such as /proc.
 */
export async function makeDirectory(path: string, calls: FileCalls): Promise<void> {
  try {
    await calls.mkdir(path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') {
      if ((await calls.stat(path)).isDirectory()) return;
      throw error;
    }
    const above = dirname(path);
    if (systemCode(error) !== 'ENOENT' || above === path) throw error;
    await makeDirectory(above, calls);
    await calls.mkdir(path).catch((again) => {
      if (systemCode(again) !== 'EEXIST') throw again;
    });
  }
}
