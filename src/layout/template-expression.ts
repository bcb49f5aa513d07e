import type { Variable } from './path-templates.js';

/**
 * Source of an expression that matches a path template, or one component of it: a named group for each variable, with
 * what `patternOf` gives for it; where a variable comes again, it matches the same text again.
 */
export function templateExpression(template: string, patternOf: (variable: Variable) => string): string {
  const seen = new Set<string>();
  return template
    .split(/(\{\w+\})/)
    .map((piece) => {
      if (!piece.startsWith('{')) return piece.replaceAll(/[.\\+*?^$()[\]|]/g, String.raw`\$&`);
      const name = piece.slice(1, -1) as Variable;
      if (seen.has(name)) return String.raw`\k<${name}>`;
      seen.add(name);
      return `(?<${name}>${patternOf(name)})`;
    })
    .join('');
}
