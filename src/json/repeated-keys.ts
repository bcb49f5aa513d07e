const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace, comma] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c,
];

/**
 * Keys that stand more than once in one mapping of JSON text, each once; of one document, or of several that follow each
 * other. Readers of JSON keep one of the values and say nothing.
 */
export function repeatedKeys(text: string): string[] {
  const repeated = new Set<string>();
  /** The keys of each mapping that is open; null stands for a list. */
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (isKeyNext && keys != null) note(text.slice(at, end), keys, repeated);
      isKeyNext = false;
      at = end - 1;
    } else if (code === openBrace || code === openBracket) {
      isKeyNext = code === openBrace;
      open.push(isKeyNext ? new Set() : null);
    } else if (code === closeBrace || code === closeBracket) {
      open.pop();
      isKeyNext = false;
    } else if (code === comma) isKeyNext = open.at(-1) != null;
  }
  return [...repeated];
}

/** Where a string ends that begins at a quotation mark, behind its last one. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at + 1;
}

function note(token: string, keys: Set<string>, repeated: Set<string>): void {
  const key = token.includes('\\') ? unescaped(token) : token.slice(1, -1);
  if (keys.has(key)) repeated.add(key);
  else keys.add(key);
}

function unescaped(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token.slice(1, -1);
  }
}
