import type { Change, DiffOptions, EntityDiff, Severity } from '../../../src/diff/change.js';
import { diffTrees, exitStatuses, totalsOf, verdictOf } from '../../../src/diff/compare-trees.js';
import type { MadeTree } from './make-tree.js';
import { createMemoryStorage } from './memory-storage.js';

export const exact: DiffOptions = {
  tolerance: { absolute: 0, relative: 0 },
  pointRadius: 10,
  ignoredFields: [],
  datasets: null,
  isRunWanted: null,
  types: null,
};

export interface MemoryDiff {
  readonly entities: readonly EntityDiff[];
  readonly status: 0 | 1 | 2;
}

/** Compares two trees in memory. */
export async function diffMemory(
  a: MadeTree,
  b: MadeTree,
  options: DiffOptions = exact,
  failOn: readonly Severity[] = ['science', 'metadata'],
): Promise<MemoryDiff> {
  const entities: EntityDiff[] = [];
  const storages = { a: createMemoryStorage(a.files, 'A'), b: createMemoryStorage(b.files, 'B') };
  for await (const entity of diffTrees(storages, options, a.kernels)) entities.push(entity);
  return { entities, status: exitStatuses[verdictOf(totalsOf(entities, failOn), failOn)] };
}

/** Formats changes as `type id: severity kind at`, in the order of the report. */
export function linesOf(entities: readonly EntityDiff[]): string[] {
  return entities.flatMap((entity) =>
    entity.changes.map(
      ({ severity, kind, at }) => `${labelOf(entity)}: ${severity} ${kind}${at === null ? '' : ` at ${at}`}`,
    ),
  );
}

function labelOf({ type, id }: EntityDiff): string {
  const number = id.a ?? id.b;
  return number === null ? type : `${type} ${number}`;
}

/** Returns the report that must result if the trees are swapped. */
export function mirrored(entities: readonly EntityDiff[]): EntityDiff[] {
  return entities.map((entity) => ({
    ...entity,
    spacing: { a: entity.spacing.b, b: entity.spacing.a },
    id: { a: entity.id.b, b: entity.id.a },
    status: entity.status === 'added' ? 'removed' : entity.status === 'removed' ? 'added' : entity.status,
    changes: entity.changes.map(mirroredChange),
  }));
}

function mirroredChange(change: Change): Change {
  const kind = change.kind.endsWith('-added')
    ? change.kind.replace('-added', '-removed')
    : change.kind.replace('-removed', '-added');
  return {
    ...change,
    kind: kind as Change['kind'],
    a: change.b,
    b: change.a,
    files: { a: change.files.b, b: change.files.a },
  };
}

/** Returns a report in a canonical order, for comparisons. */
export function sorted(entities: readonly EntityDiff[]): unknown {
  const text = (value: unknown) => JSON.stringify(value).replaceAll(/\b[AB]\//g, 'tree/');
  return entities
    .map((entity) => ({ ...entity, changes: entity.changes.map(text).sort() }))
    .map(text)
    .sort();
}
