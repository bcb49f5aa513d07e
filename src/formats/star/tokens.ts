/** Why a line could not be cut into tokens. */
export class UnterminatedQuote extends Error {}

const [tab, blank, quote, hash, apostrophe] = [9, 32, 34, 35, 39] as const;

/**
 * The tokens of a trimmed STAR line: separated by blanks or tabs, quoted where they hold some, up to a `#` that
 * starts a token. A quote ends where its character comes before a blank or the end of the line.
 * Fails with an UnterminatedQuote.
 */
export function splitTokens(line: string): string[] {
  const tokens: string[] = [];
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    // Digits and letters come behind all that cuts.
    if (code > apostrophe) continue;
    if (code === blank || code === tab) {
      if (at > start) tokens.push(line.slice(start, at));
      start = at + 1;
    } else if (code === quote || code === hash || code === apostrophe) {
      return splitQuoted(line);
    }
  }
  if (start < line.length) tokens.push(line.slice(start));
  return tokens;
}

function splitQuoted(line: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < line.length) {
    const first = line[at] as string;
    if (isBlank(first)) {
      at++;
    } else if (first === '#') {
      break;
    } else if (first === '"' || first === "'") {
      const end = closingQuote(line, at);
      tokens.push(line.slice(at + 1, end));
      at = end + 1;
    } else {
      const start = at;
      while (at < line.length && !isBlank(line[at] as string)) at++;
      tokens.push(line.slice(start, at));
    }
  }
  return tokens;
}

function closingQuote(line: string, start: number): number {
  const quote = line[start] as string;
  for (let end = line.indexOf(quote, start + 1); end >= 0; end = line.indexOf(quote, end + 1)) {
    const next = line[end + 1];
    if (next === undefined || isBlank(next)) return end;
  }
  throw new UnterminatedQuote();
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}
