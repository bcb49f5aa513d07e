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
    try {
      images.set(path, await storage.get(path, largest));
    } catch {
      // A broken image is a finding of the report already.
    }
  }
  return images;
}
