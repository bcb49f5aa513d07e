import type { Change, EntityDiff } from '../../../src/diff/change.js';
import { type DiffReport, totalsOf, verdictOf } from '../../../src/diff/compare-trees.js';

const failOn = ['science', 'metadata'] as const;

/** A tomogram of both trees, with its changes. */
export function entity(run: string, changes: readonly Change[]): EntityDiff {
  const both = <T>(value: T) => ({ a: value, b: value });
  return {
    type: 'tomogram',
    deposition: null,
    dataset: '10001',
    run,
    spacing: both('10.000'),
    id: both('100'),
    status: changes.length === 0 ? 'same' : 'changed',
    files: 2,
    changes,
  };
}

/** A change of a value in the metadata of a run's tomogram. */
export function value(
  run: string,
  at: string,
  a: string,
  b: string,
  severity: Change['severity'] = 'metadata',
): Change {
  const path = `10001/${run}/Reconstructions/VoxelSpacing10.000/Tomograms/100/${run}.json`;
  return { kind: 'value', severity, at, a, b, files: { a: path, b: path } };
}

/** The report of two trees with these entities. */
export function reportOf(entities: readonly EntityDiff[]): DiffReport {
  const totals = totalsOf(entities, failOn);
  return {
    version: 1,
    tool: 'cryoet-ingest 0',
    started: '1970-01-01T00:00:00.000Z',
    seconds: 0,
    trees: { a: 'A', b: 'B' },
    options: {
      tolerance: { absolute: 0, relative: 0 },
      pointRadius: 10,
      ignoredFields: [],
      datasets: null,
      runs: null,
      types: null,
    },
    failOn,
    verdict: verdictOf(totals, failOn),
    totals,
    entities,
  };
}
