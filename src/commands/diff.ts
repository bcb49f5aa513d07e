import { Command, Option } from 'clipanion';
import { StorageCommand } from './storage-command.js';

/** `cryoet diff A B`. */
export class DiffCommand extends StorageCommand {
  static override paths = [['diff']];

  static override usage = Command.Usage({
    description: 'compare two published trees',
    details: `
      Says what changed from tree A to tree B and how much it matters: \`science\` (voxels, points, spacings, angles,
      doses), \`metadata\`, \`storage\` (how the same is stored) or \`time\`. Entities are paired by what they are, so that
      layouts may differ and numbers may have changed. A and B are trees, or the same dataset or run of two trees.

      KIND is an entity type: tomogram, annotation, tiltseries, key-image and so on. Options that take several values
      can be repeated, or given values with commas between them.

      Exit status: 0 the same, 1 different, 2 when something could not be compared or the command could not run.
    `,
    examples: [
      ['What did the new ingest change?', 'cryoet diff published-2024 published-2025'],
      ['Voxels may differ by a little', 'cryoet diff a b --tolerance 1e-6 --only tomogram'],
      ['A page with sections of the changed volumes', 'cryoet diff a b --format html --output diff.html'],
      ['Any difference counts', 'cryoet diff a b --fail-on science,metadata,storage,time'],
    ],
  });

  a = Option.String({ name: 'A' });
  b = Option.String({ name: 'B' });

  dataset = Option.Array('--dataset', [], { description: 'only these datasets' });
  runs = Option.Array('--run', [], { description: 'only runs of these names' });
  only = Option.Array('--only', [], { description: 'only entities of these types' });
  summary = Option.Boolean('--summary', false, { description: 'totals only' });
  names = Option.Boolean('--names', false, { description: 'entities without their changes' });
  tolerance = Option.String('--tolerance', '0', {
    description: 'largest difference of voxels, numbers and positions that is none',
  });
  relativeTolerance = Option.String('--relative-tolerance', '0', {
    description: 'the same, as a fraction of the larger value',
  });
  pointRadius = Option.String('--point-radius', '10', {
    description: 'voxels that a point may have moved and still be the same point',
  });
  ignoreField = Option.Array('--ignore-field', [], {
    description: 'metadata not to compare, such as authors.email',
  });
  failOn = Option.Array('--fail-on', [], {
    description: 'severities that are differences (default: science,metadata)',
  });
  format = Option.String('--format', 'pretty', { description: 'pretty, json or html' });
  output = Option.String('--output', { description: 'write the report to this file' });
  maxDetails = Option.String('--max-details', '200', { description: 'most lines of changes (pretty)' });
  quiet = Option.Boolean('--quiet', false, { description: 'no progress' });
  verbose = Option.Boolean('--verbose', false, { description: 'show where errors come from' });

  protected async run(): Promise<number> {
    // What it takes to compare is loaded for the commands that compare only.
    const { runDiff } = await import('./diff/run-diff.js');
    return runDiff(this, this.context);
  }
}
