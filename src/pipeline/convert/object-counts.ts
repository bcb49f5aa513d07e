/** Counts that are kept; of more, those that were made first are forgotten, and made again where they are needed. */
const mostCounts = 1024;

/** How many objects the files of annotations show that were counted last, so that nobody has to read long files again. */
export interface ObjectCounts {
  /** What is known of a file, or what `count` finds; fails with what that fails with. */
  of(path: string, count: () => Promise<number>): Promise<number>;
  /** A file was written that shows so many. */
  note(path: string, count: number): void;
  /** A file is about to be written anew. */
  forget(path: string): void;
}

/** Counts of nothing yet. */
export function createObjectCounts(most = mostCounts): ObjectCounts {
  const counts = new Map<string, number>();
  const note = (path: string, count: number) => {
    counts.delete(path);
    counts.set(path, count);
    const [oldest] = counts.keys();
    if (counts.size > most && oldest !== undefined) counts.delete(oldest);
  };
  return {
    note,
    forget: (path) => counts.delete(path),
    async of(path, count) {
      const known = counts.get(path);
      if (known !== undefined) return known;
      const counted = await count();
      note(path, counted);
      return counted;
    },
  };
}
