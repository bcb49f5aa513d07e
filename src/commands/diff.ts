import { Command } from 'clipanion';
import { diffCommandOptions } from '../options/index.js';
import { type DiffArguments, diffLocations } from './diff/diff-arguments.js';
import { tableCommand } from './table-command.js';

/** `cryoet diff A B`. */
export class DiffCommand extends tableCommand(diffLocations, diffCommandOptions) {
  static override paths = [['diff']];

  static override usage = Command.Usage({
    description: 'compare two published trees',
    details: `
      Says what changed from tree A to tree B and how much it matters: \`science\` (voxels, points, spacings, angles,
      doses), \`metadata\`, \`storage\` (how the same is stored) or \`time\`. Entities are paired by what they are, so that
      layouts may differ and numbers may have changed. A and B are trees, or the same dataset or run of two trees.

      Options that take several values can be repeated, or given values with commas between them.

      Exit status: 0 the same, 1 different, 2 when something could not be compared or the command could not run.
    `,
    examples: [
      ['What did the new ingest change?', 'cryoet diff published-2024 published-2025'],
      ['Voxels may differ by a little', 'cryoet diff a b --tolerance 1e-6 --only tomogram'],
      ['A page with sections of the changed volumes', 'cryoet diff a b --format html --output diff.html'],
      ['Any difference counts', 'cryoet diff a b --fail-on science,metadata,storage,time'],
    ],
  });

  protected async run(given: DiffArguments): Promise<number> {
    // What a command does is loaded when it runs: all of them together would slow every start.
    const { runDiff } = await import('./diff/run-diff.js');
    return runDiff(given, this.context);
  }
}
