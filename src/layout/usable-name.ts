/** What a name must be that stands for a directory or file of a tree. */
export const usableName = 'a name without /, \\ or control characters, and not . or ..';

/** Whether a name can be one level of a path. */
export function isUsableName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f\u007f]/.test(name);
}
