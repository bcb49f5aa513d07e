import { closest, distance } from 'fastest-levenshtein';

/**
 * `; did you mean X?` of the name nearest to the one given, or `''` where more than `mostMistakes` letters
 * differ, or more than half of them.
 */
export function didYouMean(given: string, names: readonly string[], mostMistakes = 3): string {
  if (names.length === 0) return '';
  const near = closest(given, names);
  return distance(given, near) <= Math.min(mostMistakes, given.length / 2) ? `; did you mean ${near}?` : '';
}
