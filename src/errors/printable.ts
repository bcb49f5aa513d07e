/**
 * Text with control characters and halves of characters spelled out (`\\u001b`): names and contents of files may hold some,
 * and a line that is shown stays one line and moves no cursor.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cs}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
