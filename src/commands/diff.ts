import { undoing } from '../base/closing.js';
import { countOf } from '../base/messages.js';
import { paintFor, plain } from '../report/paint.js';
import { tableCommand, untilInterrupted } from './command.js';
import { diffCommandOptions, type diffOptions } from './options/diff-options.js';
import type { Exactly } from './options/option.js';

export const DiffCommand = tableCommand({
  path: ['diff'],
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
  arguments: { a: '<A>', b: '<B>' },
  options: diffCommandOptions,
  async run(given, context) {
    const { diff, drawChanges, exitStatuses } = await import('../api/diff.js');
    const { createClock } = await import('../api/locations.js');
    const { openTree } = await import('../api/open-tree.js');
    const { checkReportFile, createStatusLine, showReport } = await import('./report-file.js');
    const { formatVerdict: formatDiffVerdict } = await import('../report/comparison/comparison-blocks.js');
    const { renderComparison } = await import('../report/comparison/render-comparison.js');
    const { all, summary, names, format, output, maxDetails, quiet, verbose: _, ...others } = given;
    const { a: left, b: right, ...options } = others;
    const now = createClock(context.env);
    await checkReportFile(output);
    const status = createStatusLine(context.stderr, quiet);
    const how = {
      options,
      isWhole: options.datasets.length === 0 && options.runs.length === 0,
      onListed: (files: number) => status.show(() => `${countOf(files, 'file')} listed`),
    };
    const open = (tree: string) => openTree(tree, how).finally(() => status.finish());
    const a = await open(left);
    const b = await undoing(a, 'close', () => open(right));
    try {
      const report = await untilInterrupted((signal) =>
        diff(a, b, {
          ...(options satisfies Exactly<typeof diffOptions, typeof options>),
          now,
          signal,
          onEntity: ({ dataset, run }, compared) =>
            status.show(() => `${compared} entities compared; at ${dataset ?? ''}/${run ?? ''}`),
        }),
      ).finally(() => status.finish());
      const sections = format === 'html' ? await drawChanges(a, b, report) : [];
      const detail = summary ? 'summary' : names ? 'names' : 'all';
      const paint = output === undefined ? paintFor(context.stdout, context.env) : plain;
      const text = renderComparison(report, format, { detail, all, maxDetails, sections, paint });
      await showReport(text, output, context.stdout);
      if (output !== undefined) context.stdout.write(`${formatDiffVerdict(report)}\n`);
      return exitStatuses[report.verdict];
    } finally {
      await Promise.all([a.close(), b.close()]);
    }
  },
});
