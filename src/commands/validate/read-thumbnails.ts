import type { Storage } from '../../storage/index.js';
import type { ValidationReport } from '../../validate/index.js';

const largest = 256 * 1024;

/** The small key images that a report shows, by path; those that cannot be read are left out. */
export async function readThumbnails(
  storage: Storage,
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
