import type { ItemRecord } from '../../pipeline/index.js';
import type { PlannedRun } from './group-items.js';

/** Items that every run has, or that are made without sources of their own: they would tell nothing. */
const untold: ReadonlySet<string> = new Set([
  'run',
  'voxel_spacing',
  'annotation_viz',
  'key_image',
  'viz_config',
]);

/**
 * Runs and the kinds of their items: ✓ for what would be made, with its number where it is not one, `missing` where a run has
 * nothing of a kind that others have, and `would fail`.
 */
export function summaryTable(groups: readonly PlannedRun[]): string[] {
  const runs = groups.filter(({ run }) => run !== null);
  const types = [
    ...new Set(
      runs.flatMap(({ items }) =>
        items.map(({ type }) => type as string).filter((type) => !untold.has(type)),
      ),
    ),
  ];
  const rows = runs.map(({ run, items }) => [
    run ?? '',
    ...types.map((type) => cell(items.filter((item) => item.type === type))),
  ]);
  const others = groups
    .filter(({ run }) => run === null)
    .flatMap(({ items }) => items)
    .filter(({ status }) => status === 'failed')
    .map(({ type, name }) => `${type} ${name}: would fail`);
  return [...table([['run', ...types], ...rows]), ...others];
}

function cell(items: readonly ItemRecord[]): string {
  const failed = items.filter(({ status }) => status === 'failed').length;
  const made = items.filter(({ status }) => !['failed', 'skipped', 'not reached'].includes(status)).length;
  if (failed + made === 0) return 'missing';
  return [
    ...(made === 0 ? [] : [made === 1 ? '✓' : `✓ ${made}`]),
    ...(failed === 0 ? [] : [failed === 1 ? 'would fail' : `${failed} would fail`]),
  ].join(', ');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, (row[column] ?? '').length), 0),
  );
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
