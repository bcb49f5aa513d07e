import { Command } from 'clipanion';
import { inspectCommandOptions } from '../options/index.js';
import { type InspectArguments, inspectedFiles } from './inspect/inspect-arguments.js';
import { tableCommand } from './table-command.js';

/** `cryoet inspect FILE…`. */
export class InspectCommand extends tableCommand(inspectedFiles, inspectCommandOptions) {
  static override paths = [['inspect']];

  static override usage = Command.Usage({
    description: 'show what files are: kind, shape, columns, first rows',
    details: `
      Shows what each FILE is and what is in it: shape, type and voxel size of a volume, sections and angles of an mdoc
      or alignment, columns and first rows of points, blocks of a STAR file and the \`file_format\` that reads it. FILE is a
      file or an OME-Zarr, on a disk or \`s3://bucket/key\`.

      Exit status: 0 fine, 1 a file could not be read, 2 could not run.
    `,
    examples: [
      ['What is this volume?', 'cryoet inspect tomogram.mrc --statistics'],
      ['Look at it', 'cryoet inspect tomogram.mrc --png section.png'],
      ['Which file_format do these need?', 'cryoet inspect particles/*.star'],
      ['For programs', 'cryoet inspect tomogram.zarr --format json'],
    ],
  });

  protected async run(given: InspectArguments): Promise<number> {
    const { runInspect } = await import('./inspect/run-inspect.js');
    return runInspect(given, this.context);
  }
}
