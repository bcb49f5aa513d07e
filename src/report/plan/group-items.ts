import type { IngestReport, ItemRecord } from '../../pipeline/index.js';

/** The items of one run, or those that belong to no run, in the order of the walk. */
export interface PlannedRun {
  readonly dataset: string | null;
  readonly run: string | null;
  readonly items: readonly ItemRecord[];
}

const byName = new Intl.Collator('en', { numeric: true });

/** The items of a plan by run: those of depositions and datasets first, then the runs by name, whatever order they ended in. */
export function groupItems({ items }: IngestReport): PlannedRun[] {
  const groups = new Map<string, { dataset: string | null; run: string | null; items: ItemRecord[] }>();
  for (const item of items) {
    const { dataset, run } = item;
    const key = JSON.stringify([dataset, run]);
    const group = groups.get(key) ?? { dataset, run, items: [] };
    groups.set(key, group);
    group.items.push(item);
  }
  return [...groups.values()].sort(
    (a, b) =>
      compare(a.run === null ? null : a.dataset, b.run === null ? null : b.dataset) ||
      compare(a.run, b.run) ||
      compare(a.dataset, b.dataset),
  );
}

function compare(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return byName.compare(a, b);
}
