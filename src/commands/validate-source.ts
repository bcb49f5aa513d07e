import { Command } from 'clipanion';
import { validateSourceCommandOptions } from '../options/index.js';
import { tableCommand } from './table-command.js';
import { sourceLocations, type ValidateSourceArguments } from './validate/validate-source-arguments.js';

/** `cryoet validate source CONFIG INPUT`. */
export class ValidateSourceCommand extends tableCommand(sourceLocations, validateSourceCommandOptions) {
  static override paths = [['validate', 'source']];

  static override usage = Command.Usage({
    description: 'check a deposition before it is ingested',
    details: `
      Compares what CONFIG finds below INPUT with the configuration and with itself: pixel and voxel spacing, numbers of
      sections, tilt ranges, frames, extents of masks and meshes, points. Files that are not what they are configured to
      be are reported too. Nothing is written; \`cryoet ingest\` makes the same checks, and fails the items that they are
      about.

      Exit status: 0 valid, 1 errors or too many warnings, 2 could not run.
    `,
    examples: [
      ['Check a deposition', 'cryoet validate source deposition.yaml /data/deposited'],
      [
        'Let spacings differ',
        'cryoet validate source deposition.yaml /data/deposited --allow-mismatch spacing',
      ],
      ['For programs', 'cryoet validate source d.yaml in --format json --output source.json'],
    ],
  });

  protected async run(given: ValidateSourceArguments): Promise<number> {
    const { runValidateSource } = await import('./validate/run-validate-source.js');
    return runValidateSource(given, this.context);
  }
}
