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
export function patternOf(template: string, paths: readonly string[], digits: 'counted' | 'begun' | 'any') {
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
  const regex = templateTest(template, (hole) => (hole === numberHole ? '(\\d+)' : '[^/]+?'));
  const widths: number[] = [];
  for (const [index, path] of paths.entries()) {
    for (const [at, number] of (regex.exec(path) ?? []).slice(1).entries()) {
      const known = index === 0 ? number.length : widths[at];
      widths[at] = known === number.length ? number.length : 0;
    }
  }
  return widths;
}

/** Returns an anchored regular expression for the paths of a template; `spell` spells its holes. */
export function templateTest(template: string, spell: (hole: string) => string): RegExp {
  const isHole = (piece: string) => [runHole, bareHole, numberHole].includes(piece);
  const pieces = splitTemplate(template).map((piece) => (isHole(piece) ? spell(piece) : escapeRegex(piece)));
  return new RegExp(`^${pieces.join('')}$`);
}

/** Formats a pattern for `list_glob`, with `{run_name}` or another column for the run. */
export function globText(pattern: Pattern, column = 'run_name'): string {
  const spelled = spellPattern(pattern, `{${column}}`, '*', (count) => '[0-9]'.repeat(count), literalGlob);
  return spelled.replace(/\*+/g, '*');
}

/** Returns a regular expression for the paths below the prefix that a pattern finds for a run; null: for any run. */
export function patternSource(pattern: Pattern, run: string | null): string {
  const own = run === null ? '[^/]+' : escapeRegex(run);
  return spellPattern(pattern, own, '[^/]*', (count) => `[0-9]{${count}}`, escapeRegex);
}

function spellPattern(
  pattern: Pattern,
  run: string,
  star: string,
  digits: (count: number) => string,
  literal: (text: string) => string,
): string {
  return pattern
    .map((part) => {
      if (part.kind === 'digits') return digits(part.count);
      return part.kind === 'text' ? literal(part.text) : part.kind === 'run' ? run : star;
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
