import type { JsonContext } from '../contexts/index.js';
import { textAt } from '../json-access.js';

/** Path of the alignment that the metadata of a tomogram or annotation name; null where they name none. */
export function alignmentPath(metadata: JsonContext | null): string | null {
  return textAt(metadata?.value ?? undefined, 'alignment_metadata_path');
}
