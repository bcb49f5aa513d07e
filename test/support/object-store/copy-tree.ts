import { openStorage } from '../../../src/storage/index.js';

/** Copies every file of one location to another, which is made when it is missing; returns how many. */
export async function copyTree(from: string, to: string, endpointUrl: string): Promise<number> {
  const source = await openStorage(from, { endpointUrl });
  const target = await openStorage(to, { endpointUrl });
  let files = 0;
  for await (const { key } of source.list('')) {
    await target.copyFrom(source, key, key);
    files++;
  }
  await source.close();
  await target.close();
  return files;
}
