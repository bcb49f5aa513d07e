/**
 * File name of a SubFramePath, by Windows rules whatever wrote it: the text after the last `/` or `\`, without a
 * drive. Empty for a path that ends in a separator.
 */
export function subFrameName(subFramePath: string): string {
  return (
    subFramePath
      .replace(/^[a-zA-Z]:/, '')
      .split(/[\\/]/)
      .at(-1) ?? ''
  );
}
