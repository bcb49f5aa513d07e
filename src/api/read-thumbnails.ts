import { ifReadable } from '../errors/index.js';
import type { ValidationReport } from '../validate/index.js';
import type { OpenTree } from './open-tree.js';

/** Bytes of the largest image that is read. */
const largest = 256 * 1024;

/** The small key images that a report names, by path; those that cannot be read are left out. */
export async function readThumbnails(
  { storage }: OpenTree,
  { thumbnails }: ValidationReport,
): Promise<Map<string, Uint8Array>> {
  const images = new Map<string, Uint8Array>();
  for (const { path } of thumbnails) {
    // A broken image is a finding of the report already.
    const image = await ifReadable(() => storage.get(path, largest));
    if (image !== null) images.set(path, image);
  }
  return images;
}
