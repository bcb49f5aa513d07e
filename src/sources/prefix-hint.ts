import type { Config } from '../config/index.js';
import type { Storage } from '../storage/index.js';

/** What to do where nothing is found since INPUT is the directory that `source_prefix` names already; null elsewhere. */
export function prefixHint({ standardization }: Config, input: Storage): string | null {
  const { sourcePrefix } = standardization;
  const place = input.location('').replace(/\/+$/, '');
  if (sourcePrefix === '' || !(place === sourcePrefix || place.endsWith(`/${sourcePrefix}`))) return null;
  const above = place.slice(0, -sourcePrefix.length).replace(/\/+$/, '') || '.';
  return `INPUT ends with source_prefix already: give ${above} as INPUT, or write source_prefix: .`;
}
