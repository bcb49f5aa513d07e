import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';
import type { TreeEntity } from '../tree/tree-entity.js';

/** Metadata of an entity as read, null where there is none that can be read. */
export type EntityMetadata = JsonObject | null;

/**
 * What keeps the identity of a tomogram or annotation over ingests, as one text; null where its metadata do not say.
 * `alignmentName` gives the alignment at a path a name that both trees share.
 */
export function entityKey(
  { type, spacing }: TreeEntity,
  metadata: EntityMetadata,
  alignmentName: (path: string) => string,
): string | null {
  if (metadata === null) return null;
  const path = metadata.alignment_metadata_path;
  const alignment = typeof path === 'string' ? alignmentName(path) : '';
  const parts = keyFields[type]?.map((field) => textOf(metadata[field]));
  if (parts === undefined) return null;
  return [...(type === 'tomogram' ? [spacing] : []), alignment, ...parts].join('\0');
}

const keyFields: Readonly<Record<string, readonly string[]>> = {
  tiltseries: ['deposition_id'],
  alignment: ['deposition_id'],
  tomogram: ['reconstruction_method', 'processing', 'processing_software', 'deposition_id'],
  annotation: ['annotation_ingest_id', 'deposition_id'],
};

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || Array.isArray(value) || isJsonObject(value)) return '';
  return toNumber(value)?.toString() ?? String(value);
}
