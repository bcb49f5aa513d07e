/** Lines of a text whose lines end in `\n`, `\r\n` or `\r`; a last line end gives an empty last line. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}
