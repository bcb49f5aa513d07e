import { alignmentFamily } from './alignment-family.js';
import { runsOf } from './plan-sources.js';
import type { PlannedSource, UnusedFile } from './planned-source.js';

/** Keeps one alignment of each run: that of the program which most runs have files of. */
export function oneAlignment(sources: readonly PlannedSource[]): {
  sources: PlannedSource[];
  unused: UnusedFile[];
} {
  const families = new Map<string, PlannedSource[]>();
  for (const source of sources.filter(({ section }) => section === 'alignments')) {
    const family = alignmentFamily(source.group);
    families.set(family, [...(families.get(family) ?? []), source]);
  }
  const runs = (of: readonly PlannedSource[]) => new Set(of.flatMap(({ group }) => runsOf(group)));
  const ordered = [...families].sort(([, a], [, b]) => runs(b).size - runs(a).size);
  const kept = sources.filter(({ section }) => section !== 'alignments');
  const unused: UnusedFile[] = [];
  const taken = new Set<string>();
  for (const [, of] of ordered) {
    const late = new Set([...runs(of)].filter((run) => taken.has(run)));
    for (const run of runs(of)) taken.add(run);
    for (const source of of) {
      const files = source.group.files.filter(({ run }) => run === null || !late.has(run));
      const left = source.group.files.filter(({ run }) => run !== null && late.has(run));
      unused.push(
        ...left.map(({ file }) => ({ path: file.path, reason: 'another alignment of the run is used' })),
      );
      if (files.length === 0) continue;
      const group = { ...source.group, files };
      kept.push(left.length === 0 ? source : { ...source, group, onlyRuns: runsOf(group) });
    }
  }
  return { sources: kept, unused };
}
