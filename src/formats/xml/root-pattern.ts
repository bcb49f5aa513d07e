/**
 * What an XML text matches whose root has one of some names, with or without a prefix, a byte order mark, a declaration and
 * comments before it. Linear: a comment ends at its first end.
 */
export function rootPattern(...names: readonly string[]): RegExp {
  const mark = '(?:\\ufeff|\\xef\\xbb\\xbf)?';
  const comments = '(?:<!--(?:(?!-->)[\\s\\S])*-->\\s*)*';
  return new RegExp(`^${mark}\\s*(?:<\\?xml[^>]*>\\s*)?${comments}<(?:\\w+:)?(?:${names.join('|')})[\\s/>]`);
}
