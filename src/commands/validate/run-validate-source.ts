import { setFlagsFromString } from 'node:v8';
import type { BaseContext } from 'clipanion';
import { createClock } from '../../api/clock.js';
import { sourceRules, validateSource } from '../../api/validate-source.js';
import { countOf } from '../../errors/index.js';
import { renderReport } from '../../report/index.js';
import { checkReportFile, showReport } from '../report-file.js';
import { createStatusLine } from '../status-line.js';
import { untilInterrupted } from '../until-interrupted.js';
import type { ValidateSourceArguments } from './validate-source-arguments.js';

/** Compares sources with their configuration and shows the report; returns the exit status. */
export async function runValidateSource(
  given: ValidateSourceArguments,
  context: BaseContext,
): Promise<number> {
  const { config, input, format, output, maxWarnings, quiet, verbose: _, ...options } = given;
  const now = createClock(context.env);
  await checkReportFile(output);
  // Thousands of runs are looked at one after the other: memory counts more than the last bit of speed.
  setFlagsFromString('--optimize-for-size');
  const status = createStatusLine(context.stderr, quiet);
  const report = await untilInterrupted((signal) =>
    validateSource({
      config,
      input,
      options,
      now,
      signal,
      onProgress: ({ runs, errors, warnings }) =>
        status.show(
          () =>
            `${countOf(runs, 'run')} looked at, ${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`,
        ),
    }),
  );
  status.finish();
  const extras = { thumbnails: new Map<string, Uint8Array>(), rules: sourceRules };
  await showReport(renderReport(report, format, extras), output, context.stdout);
  if (report.errors > 0 || report.warnings > maxWarnings) return 1;
  return report.verdict === 'incomplete' ? 2 : 0;
}
