import pLimit from 'p-limit';
import { openStorage } from '../../../src/storage/open-storage.js';

/** Copies every file of one location to another, which is made when it is missing; returns how many. */
export async function copyTree(from: string, to: string, endpointUrl: string): Promise<number> {
  const source = await openStorage(from, { endpointUrl });
  const target = await openStorage(to, { endpointUrl });
  const limit = pLimit(8);
  const copies: Promise<unknown>[] = [];
  for await (const { key } of source.list('')) copies.push(limit(() => target.copyFrom(source, key, key)));
  const { length: files } = await Promise.all(copies);
  await source.close();
  await target.close();
  return files;
}
