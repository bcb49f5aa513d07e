/**
 * What an XML text matches that opens with one of some tags (`<name`), with or without a prefix, a byte order mark, a declaration
 * and comments before it. Linear: a comment ends at its first end.
 */
export function rootPattern(...tags: readonly `<${string}`[]): RegExp {
  const names = tags.map((tag) => tag.slice(1));
  const mark = '(?:\\ufeff|\\xef\\xbb\\xbf)?';
  const comments = '(?:<!--(?:(?!-->)[\\s\\S])*-->\\s*)*';
  return new RegExp(`^${mark}\\s*(?:<\\?xml[^>]*>\\s*)?${comments}<(?:\\w+:)?(?:${names.join('|')})[\\s/>]`);
}
