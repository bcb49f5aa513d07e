/** The longest description that may name an annotation's files, in characters. */
const longestDescription = 50;

/** What an annotation's files are called: `{description or name}-{version}`, in lower case and safe characters. */
export function annotationKey(
  object: { name: string; description?: string | null },
  version: string,
): string {
  const { name, description } = object;
  const label = description && [...description].length <= longestDescription ? description : name;
  return `${sanitize(label, /[^0-9a-z]/gu)}-${sanitize(version, /[^0-9a-z.]/gu)}`;
}

function sanitize(text: string, unsafe: RegExp): string {
  return text.toLowerCase().replaceAll(unsafe, '_');
}
