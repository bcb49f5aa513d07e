import { decodeJson } from '../../json/index.js';
import type { ContentChange, Sides } from '../change.js';
import { compareJson, type JsonRules } from '../json/index.js';
import type { PointMatch } from './match-points.js';

/** A file of points as its lines, one a point. */
export interface PointLines {
  readonly lines: readonly string[];
  readonly path: string;
}

/** Keys that are compared as places, orientations and instances; of these only the spelling is compared here. */
const comparedElsewhere = /^(?:location\.[xyz]|xyz_rotation_matrix|instance_id)(?:$|[.[])/;

/**
 * Changes of what else the lines of points that belong together say, one change a key. Lines of other blanks and escapes are
 * the same where they hold the same. Fails with a FormatError for a line that is not JSON.
 */
export function comparePointFields(
  { a, b }: Sides<PointLines>,
  matches: readonly PointMatch[],
  rules: JsonRules,
): ContentChange[] {
  const found = new Map<string, { readonly change: ContentChange; points: number }>();
  let isSpelledDifferently = false;
  for (const pair of matches) {
    const [before, after] = [a.lines[pair.a] ?? '', b.lines[pair.b] ?? ''];
    if (before === after) continue;
    const values = { a: parse(before, a.path), b: parse(after, b.path) };
    for (const change of compareJson(values.a, values.b, rules)) {
      if (change.severity !== 'storage' && comparedElsewhere.test(change.at ?? '')) continue;
      const key = `${change.kind} ${change.severity} ${change.at}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { change, points: 1 });
      else known.points += 1;
    }
    isSpelledDifferently ||= JSON.stringify(values.a) === JSON.stringify(values.b);
  }
  const changes = [...found.values()].map(({ change, points }) => {
    const facts = { points, of: matches.length };
    return change.severity === 'storage' ? change : { ...change, facts };
  });
  if (changes.length > 0 || !isSpelledDifferently) return changes;
  return [{ kind: 'spacing-and-escapes', severity: 'storage', at: null, a: null, b: null }];
}

function parse(line: string, path: string) {
  return decodeJson(new TextEncoder().encode(line), path, { asFloats: true });
}
