import { fragmentsOf, withoutNumbers } from './fragments.js';

const mostCandidates = 60;
const mostNames = 5000;

/** Sets of names that may be those of the runs: what directories of one place, or names of one form, differ in. */
export function candidateRuns(paths: readonly (readonly string[])[]): string[][] {
  const places = new Map<string, Set<string>>();
  const add = (place: string, name: string) => {
    const names = places.get(place) ?? new Set();
    places.set(place, names);
    names.add(name);
  };
  const directories = new Set<string>();
  for (const segments of paths) {
    for (let depth = 0; depth < segments.length; depth++) {
      const above = segments.slice(0, depth).join('/');
      const name = segments[depth] ?? '';
      const isFile = depth === segments.length - 1;
      if (!isFile) {
        const key = `${above}/${name}`;
        if (directories.has(key)) continue;
        directories.add(key);
        add(`${above}/`, name);
        add(`depth ${depth}`, name);
      }
      for (const { start, end, text } of fragmentsOf(name)) {
        const form = `${withoutNumbers(name.slice(0, start))}|${withoutNumbers(name.slice(end))}`;
        const kind = isFile ? 'file' : 'directory';
        add(`${kind} ${above} ${form}`, text);
        add(`${kind} ${form}`, text);
      }
    }
  }
  return mostSupported(places);
}

/** Each set once, those of most places and files first. */
function mostSupported(places: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const support = new Map<string, { names: string[]; places: number }>();
  for (const names of places.values()) {
    if (names.size > mostNames) continue;
    const sorted = [...names].sort();
    const key = sorted.join('\n');
    const known = support.get(key) ?? { names: sorted, places: 0 };
    known.places += 1;
    support.set(key, known);
  }
  return [...support.values()]
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, mostCandidates)
    .map(({ names }) => names);
}

/** Places count, and so does how many names there are. */
function rank({ names, places }: { names: readonly string[]; places: number }): number {
  return places * Math.min(names.length, 20) ** 0.5;
}
