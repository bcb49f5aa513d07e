import { closing } from '../base/closing.js';
import { UsageError } from '../base/errors.js';
import { alignColumns, countOf } from '../base/messages.js';
import { paintFor, plain } from '../report/paint.js';
import { tableCommand, untilInterrupted } from './command.js';
import type { Exactly } from './options/option.js';
import { validateCommandOptions, type validateOptions } from './options/validate-options.js';

export const ValidateCommand = tableCommand({
  path: ['validate'],
  description: 'check a published tree',
  details: `
    Checks names, metadata, headers and side-car files of TREE, and with \`--depth sample\` or \`--depth deep\` the
    voxels too. TREE is the directory or bucket that holds the datasets, a dataset or a run.

    Every finding has a code; docs/rules explains each. \`--list-rules\` prints them all.

    Exit status: 0 valid, 1 errors or too many warnings, 2 could not run.
  `,
  examples: [
    ['Check a tree', 'cryoet validate published'],
    [
      'Down to every voxel, as a page to look at',
      'cryoet validate out --depth deep --format html --output report.html',
    ],
    ['Two runs, without one rule', 'cryoet validate out --run "TS_00[12]" --skip-rule SPACING_WHOLE'],
    ['Every rule, for programs', 'cryoet validate --list-rules --format json'],
  ],
  arguments: { tree: '[TREE]' },
  options: validateCommandOptions,
  async run(given, context) {
    const { createClock } = await import('../api/locations.js');
    const { openTree } = await import('../api/open-tree.js');
    const { validate } = await import('../api/validate.js');
    const { readThumbnails } = await import('../validate/report.js');
    const { rules } = await import('../validate/rules/rules.js');
    const { checkReportFile, createStatusLine, describeTotals, showReport } = await import(
      './report-file.js'
    );
    const { formatVerdict } = await import('../report/validation/render-pretty.js');
    const { renderReport } = await import('../report/validation/render-report.js');
    const { tree: location, format, output, maxWarnings, listRules, quiet, verbose: _, ...options } = given;
    if (listRules) {
      if (format !== 'pretty' && format !== 'json')
        throw new UsageError(`--format is pretty or json, not ${format}`);
      context.stdout.write(await describeRules(format));
      return 0;
    }
    if (location === undefined) throw new UsageError('TREE is missing: the directory or bucket to validate');
    const now = createClock(context.env);
    await checkReportFile(output);
    const status = createStatusLine(context.stderr, quiet);
    const tree = await openTree(location, {
      options,
      isWhole: options.datasets.length === 0,
      onListed: (files) => status.show(() => `${countOf(files, 'file')} listed`),
    }).finally(() => status.finish());
    return closing(tree, async () => {
      const report = await untilInterrupted((signal) =>
        validate(tree, {
          ...(options satisfies Exactly<typeof validateOptions, typeof options>),
          now,
          signal,
          onProgress: (totals) => status.show(() => `${describeTotals(totals)}; at ${totals.unit.directory}`),
        }),
      ).finally(() => status.finish());
      const thumbnails =
        format === 'html' ? await readThumbnails(tree, report) : new Map<string, Uint8Array>();
      const paint = output === undefined ? paintFor(context.stdout, context.env) : plain;
      await showReport(renderReport(report, format, { thumbnails, rules, paint }), output, context.stdout);
      if (output !== undefined) context.stdout.write(`${formatVerdict(report)}\n`);
      if (report.errors > 0 || report.warnings > maxWarnings) return 1;
      return report.verdict === 'incomplete' ? 2 : 0;
    });
  },
});

async function describeRules(format: 'pretty' | 'json'): Promise<string> {
  const { rules } = await import('../validate/rules/rules.js');
  if (format === 'json') {
    const described = rules.map(({ code, family, severity, on: context, needs: more, title, why, fix }) => {
      const needs = ['listing', ...more];
      return { code, family, severity, context, needs, title, why, fix };
    });
    return `${JSON.stringify(described, null, 2)}\n`;
  }
  const rows = rules.map(({ code, severity, title }) => [code, severity, title]);
  return `${alignColumns(rows).join('\n')}\n`;
}

export const ExplainCommand = tableCommand({
  path: ['explain'],
  description: 'explain a code that a report names',
  details: `
    Prints what the rule demands, why it matters and how to fix what breaks it: the text of docs/rules. CODE is one of
    \`cryoet validate\`, \`cryoet validate config\`, \`cryoet validate source\` or the report of \`cryoet ingest\`, in
    either case.
  `,
  examples: [['What is wrong here?', 'cryoet explain MRC_MODE_WRONG']],
  arguments: { codes: '<CODE> ...' },
  options: {},
  async run({ codes }, context) {
    const { explainRules } = await import('../report/validation/explain-rules.js');
    context.stdout.write(explainRules(codes));
    return 0;
  },
});
