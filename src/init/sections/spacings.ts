import type { PlannedSource } from '../plan/planned-source.js';

/** Voxel spacings of the tomograms, as headers give them. */
export interface Spacings {
  /** Å with three decimals, ascending, each with its runs. */
  readonly byName: ReadonlyMap<string, ReadonlySet<string>>;
  /** Name of the spacing of a tomogram, by its path; absent where the header gives none. */
  readonly ofFile: ReadonlyMap<string, string>;
}

/** Headers that differ by less, relatively, mean the same spacing. */
const tolerance = 0.001;

/** Finds the voxel spacings of tomograms; headers that differ in rounding only are one. */
export function findSpacings(tomograms: readonly PlannedSource[]): Spacings {
  const measured = tomograms.flatMap(({ group }) =>
    group.files.flatMap(({ file, run }) => {
      const size = group.facts.get(file.path)?.volume?.voxelSize ?? null;
      return size === null || run === null ? [] : [{ path: file.path, run, size }];
    }),
  );
  const groups: { sizes: number[]; members: typeof measured }[] = [];
  for (const each of [...measured].sort((a, b) => a.size - b.size)) {
    const last = groups.at(-1);
    if (last !== undefined && each.size <= (last.sizes[0] as number) * (1 + tolerance)) {
      last.sizes.push(each.size);
      last.members.push(each);
    } else groups.push({ sizes: [each.size], members: [each] });
  }
  const byName = new Map<string, ReadonlySet<string>>();
  const ofFile = new Map<string, string>();
  for (const { sizes, members } of groups) {
    const name = mostCommon(sizes.map((size) => size.toFixed(3)));
    byName.set(name, new Set(members.map(({ run }) => run)));
    for (const { path } of members) ofFile.set(path, name);
  }
  return { byName, ofFile };
}

function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
