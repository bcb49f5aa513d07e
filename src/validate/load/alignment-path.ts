import { textAt } from '../../json/index.js';
import type { JsonContext } from '../contexts/index.js';

/** Path of the alignment that the metadata of a tomogram or annotation name; null where they name none. */
export function alignmentPath(metadata: JsonContext | null): string | null {
  return textAt(metadata?.value ?? undefined, 'alignment_metadata_path');
}
