import type { JsonValue } from '../../json/index.js';
import { usualZarrForm } from '../../volume/zarr-form.js';
import type { IngestContext } from '../context.js';

/** How OME-Zarrs are written, for the digest of what an item's files depend on; null where none are. */
export function zarrSettings({ options }: IngestContext): JsonValue {
  if (!options.writeZarr) return null;
  const { version, compression } = options.zarrForm ?? usualZarrForm;
  return { version, compression: { ...compression } };
}
