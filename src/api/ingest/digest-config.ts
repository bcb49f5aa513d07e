import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Config } from '../../config/index.js';

/** SHA-256 of the file of a configuration; of what it says where there is no such file any more. */
export async function digestConfig(config: Config): Promise<string> {
  const bytes = await readFile(config.file).catch(() => new TextEncoder().encode(JSON.stringify(config)));
  return createHash('sha256').update(bytes).digest('hex');
}
