import { setFlagsFromString } from 'node:v8';
import { tableCommand, untilInterrupted } from './command.js';
import type { Exactly } from './options/option.js';
import { validateSourceCommandOptions, type validateSourceOptions } from './options/validate-options.js';

export const ValidateSourceCommand = tableCommand({
  path: ['validate', 'source'],
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
  arguments: { config: '<CONFIG>', input: '<INPUT>' },
  options: validateSourceCommandOptions,
  async run(given, context) {
    const { createClock } = await import('../api/locations.js');
    const { validateSource } = await import('../api/validate-source.js');
    const { sourceRuleTexts: rules } = await import('../deposition/source-rules/source-rules.js');
    const { checkReportFile, createStatusLine, describeTotals, showReport } = await import(
      './report-file.js'
    );
    const { renderReport } = await import('../report/validation/render-report.js');
    const { config, input, format, output, maxWarnings, quiet, verbose: _, ...options } = given;
    const now = createClock(context.env);
    await checkReportFile(output, { config });
    // V8 optimizes for memory here: thousands of runs are read one after the other.
    setFlagsFromString('--optimize-for-size');
    const status = createStatusLine(context.stderr, quiet);
    const report = await untilInterrupted((signal) =>
      validateSource({
        config,
        input,
        options: options satisfies Exactly<typeof validateSourceOptions, typeof options>,
        now,
        signal,
        onProgress: (totals) => status.show(() => describeTotals(totals)),
      }),
    ).finally(() => status.finish());
    const extras = { thumbnails: new Map<string, Uint8Array>(), rules };
    await showReport(renderReport(report, format, extras), output, context.stdout);
    if (report.errors > 0 || report.warnings > maxWarnings) return 1;
    return report.verdict === 'incomplete' ? 2 : 0;
  },
});
