import type { BaseContext } from 'clipanion';
import { createClock } from '../../api/clock.js';
import { openTree } from '../../api/open-tree.js';
import { readThumbnails } from '../../api/read-thumbnails.js';
import { validationRules as rules, validate } from '../../api/validate.js';
import { countOf, UsageError } from '../../errors/index.js';
import { formatVerdict, paintFor, plain, renderReport } from '../../report/index.js';
import { checkReportFile, showReport } from '../report-file.js';
import { createStatusLine } from '../status-line.js';
import { untilInterrupted } from '../until-interrupted.js';
import { listRules } from './list-rules.js';
import type { ValidateArguments } from './validate-arguments.js';

/** Validates a tree and shows the report; returns the exit status. */
export async function runValidate(given: ValidateArguments, context: BaseContext): Promise<number> {
  const { format, output, maxWarnings, quiet, ...options } = given;
  if (given.listRules) {
    if (format !== 'pretty' && format !== 'json')
      throw new UsageError(`--format is pretty or json, not ${format}`);
    context.stdout.write(listRules(format));
    return 0;
  }
  if (given.tree === undefined) throw new UsageError('TREE is missing: the directory or bucket to validate');
  const now = createClock(context.env);
  await checkReportFile(output);
  const status = createStatusLine(context.stderr, quiet);
  const tree = await openTree(given.tree, {
    options,
    isWhole: given.datasets.length === 0,
    onListed: (files) => status.show(() => `${countOf(files, 'file')} listed`),
  });
  try {
    const report = await untilInterrupted((signal) =>
      validate(tree, {
        ...options,
        now,
        signal,
        onProgress: ({ unit, runs, errors, warnings }) =>
          status.show(
            () =>
              `${countOf(runs, 'run')} looked at, ${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}; at ${unit.directory}`,
          ),
      }),
    );
    status.finish();
    const thumbnails = format === 'html' ? await readThumbnails(tree, report) : new Map<string, Uint8Array>();
    const paint = output === undefined ? paintFor(context.stdout, context.env) : plain;
    await showReport(renderReport(report, format, { thumbnails, rules, paint }), output, context.stdout);
    if (output !== undefined) context.stdout.write(`${formatVerdict(report)}\n`);
    if (report.errors > 0 || report.warnings > maxWarnings) return 1;
    return report.verdict === 'incomplete' ? 2 : 0;
  } finally {
    await tree.close();
  }
}
