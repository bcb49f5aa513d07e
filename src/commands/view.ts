import { Command, Option } from 'clipanion';
import { StorageCommand } from './storage-command.js';

/** `cryoet view TREE`. */
export class ViewCommand extends StorageCommand {
  static override paths = [['view']];

  static override usage = Command.Usage({
    description: 'look at a tree in Neuroglancer before it is published',
    details: `
      Serves TREE, a directory or s3://bucket/prefix, on this machine only, with a page of its runs and Neuroglancer
      on every tomogram. Runs until it is interrupted.

      Exit status: 0 fine, 2 could not run.
    `,
    examples: [
      ['Look at a tree', 'cryoet view /data/published'],
      ['Look at it, and see what is wrong with it', 'cryoet view /data/published --validate'],
      ['Some runs only, on a fixed port', 'cryoet view /data/published --run "TS_00*" --port 8000 --no-open'],
    ],
  });

  tree = Option.String({ name: 'TREE' });

  run_ = Option.Array('--run', [], { description: 'only runs whose name matches; can be repeated' });
  port = Option.String('--port', '0', { description: 'port to serve on (default: any that is free)' });
  open = Option.Boolean('--open', true, { description: 'open a browser; --no-open only prints the address' });

  validate = Option.Boolean('--validate', false, {
    description: 'check the tree meanwhile, down to headers, and show the findings on the page',
  });

  allowOrigin = Option.String('--allow-origin', {
    description:
      'let pages of another site read the tree: an origin such as https://example.org, or * for any',
  });

  protected async run(): Promise<number> {
    const { runView } = await import('./view/run-view.js');
    const { tree, run_: runs, port, open, validate, noSignRequest, endpointUrl, region } = this;
    const allowOrigin = this.allowOrigin ?? null;
    return runView(
      { tree, runs, port, open, validate, allowOrigin, noSignRequest, endpointUrl, region },
      this.context,
    );
  }
}
