import { Command, Option } from 'clipanion';
import { StorageCommand } from './storage-command.js';

/** `cryoet ingest CONFIG INPUT OUTPUT`. */
export class IngestCommand extends StorageCommand {
  static override paths = [['ingest']];

  static override usage = Command.Usage({
    description: 'turn a deposition into the standard tree',
    details: `
      Finds the files that CONFIG describes below INPUT, converts them and writes the tree and its metadata below
      OUTPUT. Items that fail are reported and the others are done all the same. INPUT and OUTPUT are directories or
      s3://bucket/prefix.

      TYPE is an entity of the deposition: run, gain, frame, tiltseries, alignment, tomogram and so on. Options that
      take several values can be repeated, or given values with commas between them.

      Exit status: 0 fine, 1 some items failed, 2 could not run.
    `,
    examples: [
      ['Ingest a deposition', 'cryoet ingest deposition.yaml /data/deposited /data/published'],
      ['See what would be done', 'cryoet ingest deposition.yaml /data/deposited /data/published --dry-run'],
      [
        'Tomograms of two runs only',
        'cryoet ingest d.yaml in out --import tomogram --filter "run=TS_00[12]$"',
      ],
    ],
  });

  config = Option.String({ name: 'CONFIG' });
  input = Option.String({ name: 'INPUT' });
  output = Option.String({ name: 'OUTPUT' });

  import = Option.Array('--import', [], { description: 'import only the data of these TYPEs' });
  metadata = Option.Array('--metadata', [], { description: 'write the metadata of these TYPEs only' });
  metadataOnly = Option.Boolean('--metadata-only', false, { description: 'write metadata and no data' });
  filter = Option.Array('--filter', [], {
    description: 'only items whose name begins with a match',
  });
  exclude = Option.Array('--exclude', [], {
    description: 'leave items out whose name begins with a match',
  });
  layout = Option.String('--layout', 'documented', { description: 'documented or portal' });
  binningEdge = Option.String('--binning-edge', 'mean', {
    description: 'mean or zero: how blocks at the edge are averaged',
  });
  mrc = Option.Boolean('--mrc', true, { description: 'write MRC volumes; --no-mrc leaves them out' });
  zarr = Option.Boolean('--zarr', true, { description: 'write OME-Zarr volumes; --no-zarr leaves them out' });
  contrast = Option.String('--contrast', 'gmm', {
    description: 'gmm or cdf: how the contrast of volume renderings is found',
  });
  httpsPrefix = Option.String('--https-prefix', 'https://files.cryoetdataportal.cziscience.com', {
    description: 'address that the tree will be published at, for viewer states',
  });
  precompute = Option.Boolean('--precompute', true, {
    description: 'write annotations for the viewer too; --no-precompute leaves that out',
  });
  dryRun = Option.Boolean('--dry-run', false, { description: 'print the plan and write nothing' });
  failFast = Option.Boolean('--fail-fast', false, { description: 'stop at the first item that fails' });
  report = Option.String('--report', { description: 'write a JSON report of every item to this file' });
  resume = Option.String('--resume', {
    description: 'note what is finished in this file, and keep what it tells is finished',
  });
  jobs = Option.String('--jobs', { description: 'worker threads (default: one for each processor)' });
  memory = Option.String('--memory', '512', { description: 'memory budget in MiB' });
  stagingDir = Option.String('--staging-dir', {
    description: 'directory for temporary files (default: that of the system)',
  });
  quiet = Option.Boolean('--quiet', false, {
    description: 'no progress, only the summary when something failed',
  });
  verbose = Option.Boolean('--verbose', false, { description: 'show where errors come from' });
  logFormat = Option.String('--log-format', 'pretty', { description: 'pretty or json' });

  protected async run(): Promise<number> {
    // What a command does is loaded when it runs: all of them together would slow every start.
    const { runIngest } = await import('./ingest/run-ingest.js');
    return runIngest(this, this.context);
  }
}
