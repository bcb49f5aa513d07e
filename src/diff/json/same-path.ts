import { type Layout, parseAnyPath } from '../../layout/index.js';
import type { Sides } from '../change.js';

/**
 * Tells whether two texts name the same file of two trees: they are the same up to the places where paths of the
 * trees begin, and those are counterparts by `pairedPaths` (a path of A and its path in B), or name the same thing
 * in two layouts.
 */
export function createSamePath(
  pairedPaths: ReadonlyMap<string, string>,
  treeLayouts: Sides<Layout>,
): (a: string, b: string) => boolean {
  const counterparts = new Set(pairedPaths.values());
  const isSame = (a: string, b: string) => {
    const common = commonStart(a, b);
    for (let at = 0; at !== -1 && at <= common; at = nextStart(a, at)) {
      const [left, right] = [a.slice(at), b.slice(at)];
      const expected = pairedPaths.get(left);
      if (expected !== undefined || counterparts.has(right)) return expected === right;
      if (isSameTemplate(left, right, treeLayouts)) return true;
    }
    return false;
  };
  return (a, b) => isSame(a, b) || (a.includes('://') && isSame(decoded(a), decoded(b)));
}

/** An address with its names as they are in a tree. */
function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function nextStart(text: string, at: number): number {
  const slash = text.indexOf('/', at);
  return slash === -1 ? -1 : slash + 1;
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function isSameTemplate(a: string, b: string, { a: layoutA, b: layoutB }: Sides<Layout>): boolean {
  if (layoutA === layoutB) return false;
  const left = parseAnyPath(a, layoutA);
  const right = parseAnyPath(b, layoutB);
  if (left === null || right === null || left.template !== right.template || left.inside !== right.inside)
    return false;
  const shared = Object.keys(left.variables).filter(
    (name) => name in right.variables,
  ) as (keyof typeof left.variables)[];
  return shared.every((name) => left.variables[name] === right.variables[name]);
}
