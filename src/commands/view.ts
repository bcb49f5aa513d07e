import { Command } from 'clipanion';
import { viewCommandOptions } from '../options/index.js';
import { tableCommand } from './table-command.js';
import { type ViewArguments, viewLocation } from './view/view-arguments.js';

/** `cryoet view TREE`. */
export class ViewCommand extends tableCommand(viewLocation, viewCommandOptions) {
  static override paths = [['view']];

  static override usage = Command.Usage({
    description: 'look at a tree or one volume in Neuroglancer',
    details: `
      Serves TREE, a directory or s3://bucket/prefix, on this machine only, with a page of its runs and Neuroglancer
      on every tomogram. Runs until it is interrupted. TREE may also be one volume, such as tomogram.mrc or tomogram.zarr, which is
      shown by itself.

      Exit status: 0 fine, 2 could not run.
    `,
    examples: [
      ['Look at a tree', 'cryoet view published'],
      ['Look at it, and see what is wrong with it', 'cryoet view published --validate'],
      ['Look at one volume', 'cryoet view tomogram.mrc'],
      ['Some runs only, on a fixed port', 'cryoet view published --run "TS_00*" --port 8000 --no-open'],
    ],
  });

  protected async run(given: ViewArguments): Promise<number> {
    const { runView } = await import('./view/run-view.js');
    return runView(given, this.context);
  }
}
