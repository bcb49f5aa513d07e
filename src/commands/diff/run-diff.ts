import type { BaseContext } from 'clipanion';
import { createClock } from '../../api/clock.js';
import { diff, exitStatuses } from '../../api/diff.js';
import { drawChanges } from '../../api/draw-changes.js';
import { openTree } from '../../api/open-tree.js';
import { countOf } from '../../errors/index.js';
import { formatDiffVerdict, paintFor, plain, renderComparison } from '../../report/index.js';
import { checkReportFile, showReport } from '../report-file.js';
import { createStatusLine } from '../status-line.js';
import { untilInterrupted } from '../until-interrupted.js';
import type { DiffArguments } from './diff-arguments.js';

/** Compares two trees and shows the report; returns the exit status. */
export async function runDiff(given: DiffArguments, context: BaseContext): Promise<number> {
  const { all, summary, names, format, output, maxDetails, quiet, ...options } = given;
  const now = createClock(context.env);
  await checkReportFile(output);
  const status = createStatusLine(context.stderr, quiet);
  const how = {
    options,
    isWhole: given.datasets.length === 0 && given.runs.length === 0,
    onListed: (files: number) => status.show(() => `${countOf(files, 'file')} listed`),
  };
  const a = await openTree(given.a, how);
  const b = await openTree(given.b, how).catch(async (error: unknown) => {
    await a.close();
    throw error;
  });
  try {
    const report = await untilInterrupted((signal) =>
      diff(a, b, {
        ...options,
        now,
        signal,
        onEntity: ({ dataset, run }, compared) =>
          status.show(() => `${compared} entities compared; at ${dataset ?? ''}/${run ?? ''}`),
      }),
    );
    status.finish();
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
}
