import { bareHole, numberHole, runHole } from './run-matcher.js';

/** A piece of a pattern: text, the name of the run, any characters, or so many digits. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'run' }
  | { readonly kind: 'star' }
  | { readonly kind: 'digits'; readonly count: number };

/** A glob of the configuration before it is spelled. */
export type Pattern = readonly PatternPart[];

/** Most digits that are written one by one. */
const mostDigits = 8;

/**
 * The pattern of a template: its numbers are as many digits as those of `paths` have; where they differ anything, which with
 * `begun` begins with a digit. The paths are those of the template's files, below the prefix.
 */
export function patternOf(
  template: string,
  paths: readonly string[],
  digits: 'counted' | 'begun' | 'any',
): Pattern {
  const widths = digits === 'any' ? [] : numberWidths(template, paths);
  let number = 0;
  return template
    .split(/([\uE001\uE002\uE003])/)
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

/** Digits of each number hole, 0 where they differ. */
function numberWidths(template: string, paths: readonly string[]): number[] {
  const pieces = template.split(/([\uE001\uE002\uE003])/);
  const source = pieces
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

/** As `list_glob` takes it: with `{run_name}`, or another column in its place, brackets and braces of names escaped. */
export function globText(pattern: Pattern, column = 'run_name'): string {
  return pattern
    .map((part) => {
      if (part.kind === 'run') return `{${column}}`;
      if (part.kind === 'star') return '*';
      if (part.kind === 'digits') return '[0-9]'.repeat(part.count);
      return part.text.replace(/[[*?]/g, '[$&]').replace(/[{}]/g, '$&$&');
    })
    .join('')
    .replace(/\*+/g, '*');
}

/** An expression for paths below the prefix that a pattern finds for a run; null: any name in its place. */
export function patternSource(pattern: Pattern, run: string | null): string {
  return pattern
    .map((part) => {
      if (part.kind === 'run') return run === null ? '[^/]+' : escapeRegex(run);
      if (part.kind === 'star') return '[^/]*';
      return part.kind === 'digits' ? `[0-9]{${part.count}}` : escapeRegex(part.text);
    })
    .join('');
}

/** A test of paths below the prefix, as `patternSource`. */
export function patternTest(pattern: Pattern, run: string | null): RegExp {
  return new RegExp(`^${patternSource(pattern, run)}$`, 's');
}

export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
