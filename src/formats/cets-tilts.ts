import { keepNewest } from '../base/collections.js';
import { fileError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { isJsonObject, type JsonObject, numberAt, objectsAt, textAt } from '../base/json-value.js';
import { nameSome } from '../base/messages.js';
import { pickLimits } from './points/point.js';
import { isJsonWith } from './points/sniff-points.js';
import type { RunChoice } from './relion-tilts.js';
import type { NamedText } from './text.js';

/** True if a text is JSON as CETS has it, with a key of what is wanted. */
export function isCetsWith(text: string, key: string): boolean {
  return isJsonWith(text, 'regions', key);
}

/** Returns a data set. The last one of several regions is kept: all runs of a deposition may be in it. */
function documentOf({ text, path }: NamedText, { decoded }: RunChoice): JsonObject {
  const known = decoded?.get(text) ?? decodeJson(new TextEncoder().encode(text), path, pickLimits);
  const document = isJsonObject(known) ? known : {};
  if (decoded !== undefined && objectsAt(document, 'regions').length > 1)
    keepNewest(decoded, text, document, 1);
  return document;
}

/**
 * Returns a CETS data set of several regions with that of a run only, without its annotations; null for other JSON, and
 * where the run has it for itself. Fails with a FormatError as `cetsTilts` does.
 */
export function cetsOfRun(file: NamedText, choice: RunChoice): string | null {
  const document = isCetsWith(file.text, 'regions') ? documentOf(file, choice) : {};
  if (objectsAt(document, 'regions').length < 2) return null;
  const { annotations: _, ...region } = cetsTilts(file, choice).region;
  return JSON.stringify({ ...document, regions: [region] });
}

/**
 * Reads the region of a run in a CETS data set (`cets_data_model`, models.py), its first alignment, and the images of
 * the tilt series that this names, else of the first. Fails with a FormatError if no region is called like the run; if
 * that is unknown, unless there is one region.
 */
export function cetsTilts(file: NamedText, choice: RunChoice) {
  const { run = null } = choice;
  const regions = objectsAt(documentOf(file, choice), 'regions');
  const own = run === null ? regions : regions.filter((each) => textAt(each, 'id') === run);
  const [region, ...more] = own;
  if (region === undefined || more.length > 0) {
    const ids = regions.map((each) => textAt(each, 'id') ?? '');
    const expected = run === null ? 'one region' : `a region with the id ${run}`;
    const found = nameSome(ids, 5) || 'no regions';
    throw fileError('the data set does not name this run', file.path, expected, found);
  }
  const [alignment = null] = objectsAt(region, 'alignments');
  const series = objectsAt(region, 'tilt_series');
  const wanted = textAt(alignment ?? undefined, 'tilt_series_id');
  const ofSeries = objectsAt(series.find(({ id }) => id === wanted) ?? series[0], 'images');
  /** `zIndex`: 0-based index in the stack, `section`, or that of the image without one. */
  const images = ofSeries.map((image, index) => {
    return { id: textAt(image, 'id'), zIndex: numberAt(image, 'section') ?? index, image };
  });
  return { region, alignment, images };
}
