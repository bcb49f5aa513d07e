import { ancestorTypes } from '../../entities/index.js';
import type { IngestContext } from '../context.js';
import type { PublishedDocument } from './published-documents.js';

/**
 * Whether an ingest writes a metadata file of a run it works on anew: its type is asked for, no filter may leave it out,
 * and it is one of the deposition's.
 */
export async function writesAnew(
  { type, value }: PublishedDocument,
  { options, find }: IngestContext,
): Promise<boolean> {
  const { importTypes, metadataTypes, filters, excludes } = options;
  // Viewer states are written as data.
  if (!(type === 'viz_config' ? importTypes : metadataTypes).has(type)) return false;
  const places = [type, ...ancestorTypes(type)].filter((place) => !levelsAbove.has(place));
  if (places.some((place) => filters.has(place) || excludes.has(place))) return false;
  if (value.deposition_id == null) return true;
  const own = await find('deposition', null);
  return own.some(({ name }) => Number(name) === value.deposition_id);
}

/** Whoever works on a run was not kept from it by a filter of these. */
const levelsAbove: ReadonlySet<string> = new Set(['deposition', 'dataset', 'run']);
