import { UsageError } from '../base/errors.js';
import { countOf } from '../base/messages.js';
import { tableCommand, untilInterrupted } from './command.js';
import { exportCommandOptions, type exportOptions } from './options/export-options.js';
import type { Exactly } from './options/option.js';

export const ExportCommand = tableCommand({
  path: ['export'],
  description: 'export a published tree to another program',
  details: `
    Writes the tilt series, tomograms and annotations of TREE, or of a dataset or run of it, to OUT in the format of
    another program. Volumes are linked, not copied, unless \`--volumes copy\` is given. What an item loses is printed;
    \`--dry-run\` prints it before anything is written. OUT appears only when it is complete.

    TYPE is one of ingest's; \`run\`, \`voxel-spacing\`, \`tomogram\` and \`annotation\` are useful here.

    Exit status: 0 fine, 2 could not run.
  `,
  examples: [
    ['Which formats are there, and what do they lose?', 'cryoet export --list'],
    ['A project of RELION 5', 'cryoet export published relion --to relion5'],
    [
      'Only the ribosomes of two runs',
      'cryoet export published picks --to star --run TS_00[12] --filter annotation=.*ribosome',
    ],
    ['What would be lost?', 'cryoet export published project --to copick --dry-run'],
  ],
  arguments: { tree: '[TREE]', out: '[OUT]' },
  options: exportCommandOptions,
  async run(given, context) {
    const { stdout, stderr } = context;
    const { exportTree, listExportFormats } = await import('../api/export-tree.js');
    const { formatExport, formatExportFormats } = await import('../report/export.js');
    const { createStatusLine } = await import('./report-file.js');
    const { tree, out, to, list, format, quiet, verbose: _, ...options } = given;
    const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
    if (list) {
      const formats = listExportFormats();
      stdout.write(format === 'json' ? asJson(formats) : formatExportFormats(formats));
      return 0;
    }
    if (tree === undefined || out === undefined) throw new UsageError('TREE and OUT are needed');
    if (to === undefined)
      throw new UsageError('--to is needed', { hint: 'cryoet export --list prints the formats' });
    const status = createStatusLine(stderr, quiet);
    const report = await untilInterrupted((signal) =>
      exportTree(tree, out, to, {
        ...(options satisfies Exactly<typeof exportOptions, typeof options>),
        signal,
        onRun: (run, runs) => status.show(() => `${countOf(runs, 'run')} read; at ${run}`),
      }),
    ).finally(() => status.finish());
    if (format === 'json') stdout.write(asJson(report));
    else if (!quiet || options.dryRun) stdout.write(formatExport(report, options.dryRun));
    return 0;
  },
});
