import { type EntityType, identityKey, identityOf } from '../entities/index.js';
import type { JsonObject } from '../json/index.js';

/**
 * What makes a published item the same one over ingests, as one text; null for types without identifiers. `spacing` is
 * the voxel spacing (Å, three decimals) that it lies below; `alignmentName` gives another name to the alignment at a path.
 */
export function publishedIdentity(
  type: EntityType,
  metadata: JsonObject,
  spacing: string | null,
  alignmentName = (path: string): string => path,
): string | null {
  const identity = identityOf(type);
  if (identity === null) return null;
  return identityKey(identity.fields, (field) => {
    if (field === 'voxel_spacing') return spacing;
    const value = metadata[field];
    return field === 'alignment_metadata_path' && typeof value === 'string' ? alignmentName(value) : value;
  });
}
