/** Compiles a name pattern to a test: `*`, `?`, `[abc]`, `[!abc]` as in globs; names equal to it match too. */
export function compileName(pattern: string): (name: string) => boolean {
  const accepts = compileSegment(pattern);
  return (name) => name === pattern || accepts(name);
}

type Token =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | {
      readonly kind: 'set';
      readonly ranges: readonly (readonly [number, number])[];
      readonly negated: boolean;
    };

/** True if a segment has wildcards. */
export function hasWildcard(segment: string): boolean {
  return /[*?[]/.test(segment);
}

/** Returns the characters before the first wildcard: every match begins with them. */
export function literalStart(segment: string): string {
  return /^[^*?[]*/.exec(segment)?.[0] ?? '';
}

/**
 * Compiles one segment of a pattern to a test of names, with the rules of Python's fnmatch: `*`, `?`, `[abc]`, `[a-z]`,
 * `[!abc]`. A bracket without its closing bracket is literal, and so is `^`. Case-sensitive. The time is proportional
 * to pattern length times name length, for every pattern.
 */
export function compileSegment(segment: string): (name: string) => boolean {
  const tokens = tokenize([...segment]);
  const letters = longestLiteral(tokens);
  return (name) => name.includes(letters) && matches(tokens, [...name]);
}

/** Returns the longest literal of a pattern. A search for it is fast and excludes most names of a long listing. */
function longestLiteral(tokens: readonly Token[]): string {
  let [longest, current] = ['', ''];
  for (const token of tokens) {
    current = token.kind === 'literal' ? current + token.character : '';
    if (current.length > longest.length) longest = current;
  }
  return longest;
}

function tokenize(pattern: readonly string[]): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at] ?? '';
    at++;
    if (character === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
    } else if (character === '?') {
      tokens.push({ kind: 'any' });
    } else if (character === '[') {
      const end = closingBracket(pattern, at);
      if (end === -1) tokens.push({ kind: 'literal', character });
      else {
        tokens.push(parseSet(pattern.slice(at, end)));
        at = end + 1;
      }
    } else {
      tokens.push({ kind: 'literal', character });
    }
  }
  return tokens;
}

/** Returns the index of the closing bracket, or -1. A `]` right after `[` or `[!` is a member of the set. */
function closingBracket(pattern: readonly string[], start: number): number {
  const first = pattern[start] === '!' ? start + 1 : start;
  return pattern.indexOf(']', first + 1);
}

function parseSet(content: readonly string[]): Token {
  const negated = content[0] === '!';
  const members = negated ? content.slice(1) : content;
  const ranges: [number, number][] = [];
  let at = 0;
  while (at < members.length) {
    const low = codePoint(members[at]);
    const high = members[at + 1] === '-' && at + 2 < members.length ? codePoint(members[at + 2]) : low;
    at += members[at + 1] === '-' && at + 2 < members.length ? 3 : 1;
    if (low <= high) ranges.push([low, high]);
  }
  return { kind: 'set', ranges, negated };
}

function codePoint(character: string | undefined): number {
  return character?.codePointAt(0) ?? 0;
}

function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let lastStar = -1;
  let resumeAt = 0;
  while (at < name.length) {
    const current = tokens[token];
    if (current?.kind === 'star') {
      lastStar = token;
      resumeAt = at;
      token++;
    } else if (current !== undefined && accepts(current, name[at] ?? '')) {
      token++;
      at++;
    } else if (lastStar >= 0) {
      token = lastStar + 1;
      resumeAt++;
      at = resumeAt;
    } else {
      return false;
    }
  }
  while (tokens[token]?.kind === 'star') token++;
  return token === tokens.length;
}

function accepts(token: Token, character: string): boolean {
  if (token.kind === 'literal') return token.character === character;
  if (token.kind !== 'set') return true;
  const code = codePoint(character);
  return token.ranges.some(([low, high]) => low <= code && code <= high) !== token.negated;
}
