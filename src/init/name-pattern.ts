import { bareHole, numberHole, runHole, splitTemplate } from './run-matcher.js';

/** A part of a pattern: text, the name of the run, any characters, or a number of digits. */
type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'run' }
  | { readonly kind: 'star' }
  | { readonly kind: 'digits'; readonly count: number };

/** A glob of the configuration in parsed form. */
export type Pattern = readonly PatternPart[];

/** Largest number of digits that are written as `[0-9]` each. */
const mostDigits = 8;

/**
 * Returns the pattern of a template. `paths` are those of its files, below the prefix. A number becomes as many digits
 * as all paths have there; if their counts differ, any characters, with `begun` after a first digit.
 */
export function patternOf(
  template: string,
  paths: readonly string[],
  digits: 'counted' | 'begun' | 'any',
): Pattern {
  const widths = digits === 'any' ? [] : numberWidths(template, paths);
  let number = 0;
  return splitTemplate(template)
    .filter((piece) => piece !== '')
    .flatMap((piece): PatternPart[] => {
      if (piece === runHole) return [{ kind: 'run' }];
      if (piece === bareHole) return [{ kind: 'star' }];
      if (piece !== numberHole) return [{ kind: 'text', text: piece }];
      const count = widths[number++] ?? 0;
      if (count > 0 && count <= mostDigits) return [{ kind: 'digits', count }];
      return digits === 'begun' ? [{ kind: 'digits', count: 1 }, { kind: 'star' }] : [{ kind: 'star' }];
    });
}

/** Returns the number of digits of each number hole; 0 if it differs between the paths. */
function numberWidths(template: string, paths: readonly string[]): number[] {
  const source = splitTemplate(template)
    .map((piece) => {
      if (piece === numberHole) return '(\\d+)';
      return piece === runHole || piece === bareHole ? '[^/]+?' : escapeRegex(piece);
    })
    .join('');
  const regex = new RegExp(`^${source}$`);
  const widths: number[] = [];
  for (const [index, path] of paths.entries()) {
    for (const [at, number] of (regex.exec(path) ?? []).slice(1).entries()) {
      const known = index === 0 ? number.length : widths[at];
      widths[at] = known === number.length ? number.length : 0;
    }
  }
  return widths;
}

/** Formats a pattern for `list_glob`, with `{run_name}` or another column for the run. */
export function globText(pattern: Pattern, column = 'run_name'): string {
  return pattern
    .map((part) => {
      if (part.kind === 'run') return `{${column}}`;
      if (part.kind === 'star') return '*';
      if (part.kind === 'digits') return '[0-9]'.repeat(part.count);
      return literalGlob(part.text);
    })
    .join('')
    .replace(/\*+/g, '*');
}

/** Returns a regular expression for the paths below the prefix that a pattern finds for a run; null: for any run. */
export function patternSource(pattern: Pattern, run: string | null): string {
  return pattern
    .map((part) => {
      if (part.kind === 'run') return run === null ? '[^/]+' : escapeRegex(run);
      if (part.kind === 'star') return '[^/]*';
      return part.kind === 'digits' ? `[0-9]{${part.count}}` : escapeRegex(part.text);
    })
    .join('');
}

/** Returns an anchored regular expression, see `patternSource`. */
export function patternTest(pattern: Pattern, run: string | null): RegExp {
  return new RegExp(`^${patternSource(pattern, run)}$`, 's');
}

/** Returns a glob that finds one path: wildcards and braces are escaped. */
export function literalGlob(path: string): string {
  return path.replace(/[[*?]/g, '[$&]').replace(/[{}]/g, '$&$&');
}

/** Escapes text for a regular expression. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
