/** Python's `re.match`: a match that begins where the text begins and may end anywhere. */
export function matchesFromStart(regex: RegExp, text: string): boolean {
  return new RegExp(regex.source, 'y').test(text);
}
