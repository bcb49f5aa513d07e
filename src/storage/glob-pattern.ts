/** Compiles a name pattern to a test: `*`, `?`, `[abc]`, `[!abc]` as in globs; names equal to it match too. */
export function compileName(pattern: string): (name: string) => boolean {
  const accepts = compileSegment(pattern);
  return (name) => name === pattern || accepts(name);
}

export function hasWildcard(segment: string): boolean {
  return /[*?[]/.test(segment);
}

/** Returns the characters before the first wildcard: every match begins with them. */
export function literalStart(segment: string): string {
  return /^[^*?[]*/.exec(segment)?.[0] ?? '';
}

/** Stars, a set, or one character. A `]` right after `[` or `[!` is a member of the set. */
const tokens = /\*+|\[(?:!|(?!!)).[^\]]*\]|./gsu;

/**
 * Compiles one segment of a pattern to a test of names, with the rules of Python's fnmatch: `*`, `?`, `[abc]`, `[a-z]`,
 * `[!abc]`. A bracket without its closing bracket is literal, and so is `^`. Case-sensitive. The time is proportional
 * to pattern length times name length, for every pattern.
 */
export function compileSegment(segment: string): (name: string) => boolean {
  // The regular expressions of what stands between stars.
  const pieces = [''];
  for (const [token] of segment.matchAll(tokens)) {
    if (token.startsWith('*')) pieces.push('');
    else pieces.push(pieces.pop() + pieceOf(token));
  }
  const [first, ...others] = pieces;
  const last = others.pop();
  // A lookahead does not go back to try a later match, which would take time and find no other names.
  const middle = others.map((piece, index) => `(?=(.*?${piece}))\\${index + 1}`).join('');
  const expression = new RegExp(`^${first}${middle}${last === undefined ? '' : `.*${last}`}$`, 'su');
  return (name) => expression.test(name);
}

function pieceOf(token: string): string {
  if (token === '?') return '.';
  if (!/^\[./s.test(token)) return literal(token);
  const isNegated = token.startsWith('[!');
  const members = token.slice(isNegated ? 2 : 1, -1).matchAll(/(.)(?:-(.))?/gsu);
  const ranges = Array.from(members, ([, low = '', high = low]) =>
    codePoint(low) > codePoint(high) ? '' : `${literal(low)}-${literal(high)}`,
  );
  return `[${isNegated ? '^' : ''}${ranges.join('')}]`;
}

function literal(character: string): string {
  return `\\u{${codePoint(character).toString(16)}}`;
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}
