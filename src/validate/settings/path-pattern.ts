/**
 * A glob over paths of a tree as a regular expression: `*` and `?` stay within a name, `**` crosses names, and a
 * pattern that names a directory covers what lies below it.
 */
export function pathPattern(glob: string): RegExp {
  const source = glob
    .replace(/^\/+|\/+$/g, '')
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replaceAll(/[.\\+^${}()[\]|]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(`^${source}(?:/.*)?$`, 's');
}
