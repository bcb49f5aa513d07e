import { bareHole, digitHole, numberHole, runHole, splitTemplate } from './run-matcher.js';

/** A glob of the configuration: text with holes for the name of the run, any characters, and single digits. */
export type Pattern = string;

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
  return template.replaceAll(numberHole, () => {
    const count = widths[number++] ?? 0;
    if (count > 0 && count <= mostDigits) return digitHole.repeat(count);
    return digits === 'begun' ? digitHole + bareHole : bareHole;
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
  return new RegExp(`^${spelled(template, spell, escapeRegex)}$`, 's');
}

/** Returns a template with its holes, one or more digits at once, and the text between them spelled. */
function spelled(template: string, spell: (hole: string) => string, literal: (text: string) => string) {
  return splitTemplate(template)
    .map((piece, at) => (at % 2 === 1 ? spell(piece) : literal(piece)))
    .join('');
}

/** Formats a pattern for `list_glob`, with `{run_name}` or another column for the run. */
export function globText(pattern: Pattern, column = 'run_name'): string {
  const spell = (hole: string) =>
    hole === runHole ? `{${column}}` : hole === bareHole ? '*' : '[0-9]'.repeat(hole.length);
  return spelled(pattern, spell, literalGlob).replace(/\*+/g, '*');
}

/** Returns a regular expression for the paths below the prefix that a pattern finds for a run; null: for any run. */
export function patternSource(pattern: Pattern, run: string | null): string {
  const own = run === null ? '[^/]+' : escapeRegex(run);
  const spell = (hole: string) =>
    hole === runHole ? own : hole === bareHole ? '[^/]*' : `[0-9]{${hole.length}}`;
  return spelled(pattern, spell, escapeRegex);
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
