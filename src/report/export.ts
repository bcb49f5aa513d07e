import { groupBy } from '../base/collections.js';
import { countOf, nameSome, printLines } from '../base/messages.js';
import type { ExportFormatFacts, ExportReport } from '../export/export-format.js';

const mostFiles = 30;
const mostItems = 3;

/** Formats the result of an export, or its plan: the files, and what items lose, each loss once with its items. */
export function formatExport({ format, output, runs, files, losses }: ExportReport, isPlan: boolean): string {
  const byLoss = groupBy(losses, ({ loss }) => loss);
  const lost = [...byLoss].map(([loss, each]) => {
    const items = each.map(({ item }) => item);
    return `  ${loss}: ${nameSome(items, mostItems)}`;
  });
  const shown = files.slice(0, mostFiles).map((path) => `  ${path}`);
  const more = files.length > mostFiles ? [`  and ${files.length - mostFiles} more`] : [];
  return printLines([
    ...(isPlan ? ['Files:', ...shown, ...more] : []),
    ...(lost.length === 0 ? [] : ['Losses:', ...lost]),
    `${output}: ${format} of ${countOf(runs, 'run')}, ${countOf(files.length, 'file')}${isPlan ? '; nothing was written' : ''}`,
  ]);
}

/** Formats the formats of an export, with what each loses. */
export function formatExportFormats(formats: readonly ExportFormatFacts[]): string {
  const lines = formats.map((format) => [
    `${format.name}: ${format.description}`,
    `  loses: ${format.loses.join('; ')}`,
  ]);
  return printLines(lines.flat());
}
