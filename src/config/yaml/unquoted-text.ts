/** Values that YAML takes for something else than text: a template in braces, a glob that begins with * or [. */
const unquoted = [
  /(?:^|[:,[]\s+|-\s+|\{\s*\w+:\s+)([^\s,{}'"[\]]*(?:\{\w+\}[^\s,{}'"]*)+)/,
  /(?:[:,]\s+|-\s+)(\*[^\s,{}]*)/,
  /(?:[:,]\s+|-\s+)(\[[^\]\s]*\][^\s,{}]+)/,
];

/** A value of a line that is text only in quotes, as it should be written; null where the line has none. */
export function quotedText(line: string): string | null {
  const masked = line.replaceAll(/'[^']*'|"[^"]*"/g, (text) => `'${' '.repeat(text.length - 2)}'`);
  for (const pattern of unquoted) {
    const text = pattern.exec(masked)?.[1];
    if (text !== undefined && text !== '') return inQuotes(text);
  }
  return null;
}

/** A text as YAML takes it for one. */
export function inQuotes(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
