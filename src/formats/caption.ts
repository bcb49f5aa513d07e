import { fileError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { type JsonValue, valueAt } from '../base/json-value.js';

/** The content of a caption file: captions of the whole tomogram, or of objects of an annotation. */
export type CaptionKind = 'global' | 'annotation';

const lists: Readonly<Record<CaptionKind, string>> = { global: 'captions', annotation: 'objects' };

/** Limits of a caption file: far more than there are objects to describe. */
const captionLimits = { limit: 64 * 2 ** 20, mostCommas: 500_000 } as const;

/**
 * Checks a caption file written by saber and returns its number of captions or objects. Fails with a FormatError if
 * it is not JSON, has too many values, or if its list or the text of an item is missing.
 */
export function countCaptions(bytes: Uint8Array, kind: CaptionKind, path: string): number {
  const key = lists[kind];
  const items = valueAt(decodeJson(bytes, path, captionLimits), key);
  if (!Array.isArray(items)) {
    throw fileError('not a caption file', { path, keyPath: key }, 'a list', kindOf(items));
  }
  items.forEach((item: JsonValue, index) => {
    const text = valueAt(item, 'text');
    if (typeof text === 'string') return;
    const at = { path, keyPath: `${key}[${index}].text` };
    throw fileError('a caption without text', at, 'a text', kindOf(text));
  });
  return items.length;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'none';
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
