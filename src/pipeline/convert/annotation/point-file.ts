import { annotationShapes } from '../../../entities/index.js';
import { autoFormat, detectPointFormat } from '../../../formats/points/index.js';
import { refuseErrors } from '../../../sources/contradiction.js';
import { fileSource } from '../../../sources/file-source.js';
import { fileSize, storageOf } from '../../../sources/source-files.js';
import type { IngestContext } from '../../context.js';
import type { ImportResult, PlannedOutput, SourceCheck } from '../../import-result.js';
import { type AnnotationInput, fileOutput, type ShapeImporter } from './annotation-file.js';
import { countInstances, countLines } from './count-points.js';
import { type InputPoints, pointType, readInputPoints } from './read-input-points.js';
import { rowFilter } from './row-filter.js';
import { writePoints } from './write-points.js';

/** Points, oriented points and points of instances: tables and models that become ndjson. */
export const pointImporter: ShapeImporter = {
  outputs: async (input, context) => [{ ...output(input, context), ...(await chosenFormat(input, context)) }],
  async check(input, context) {
    const read = await readInputPoints(input, context);
    let points = 0;
    for await (const batch of read.points) points += batch.length;
    const issues = refuseErrors(await read.issues());
    return { ...resultOf(read, points, input, context), issues };
  },
  async importData(input, context, progress) {
    const total = await fileSize(input.item, input.key, context);
    const read = await readInputPoints(input, context, (done) => progress.report(done, total));
    const { path } = output(input, context);
    let issues: ImportResult['issues'] = [];
    const written = await writePoints(read.points, context.output, path, context.lines, async () => {
      issues = refuseErrors(await read.issues());
    });
    const result = resultOf(read, written.points, input, context);
    if (!result.skipped) {
      const counted = countsInstances(input) ? {} : { objectCount: written.points };
      return { ...result, ...counted, bytesWritten: written.bytesWritten, issues };
    }
    // What an earlier ingest made of the source would be taken for what this one wrote.
    await context.output.delete(path);
    return { ...result, bytesWritten: 0, issues };
  },
  countObjects(input, context) {
    const source = fileSource(context.output, output(input, context).path, { signal: context.signal });
    return countsInstances(input) ? countInstances(source, context.lines.read) : countLines(source);
  },
};

/** Whether objects are the different instances and not the points. */
function countsInstances({ finder }: AnnotationInput): boolean {
  return annotationShapes[finder.shape].counts === 'instances';
}

/** What came of reading: nothing is published of a run without points. Of a table of several runs that is usual. */
function resultOf(
  { warnings, notes }: InputPoints,
  points: number,
  input: AnnotationInput,
  context: IngestContext,
): SourceCheck {
  if (points > 0) return { warnings, notes };
  const none = `${storageOf(input.item, context).location(input.key)}: no points for this run; there is nothing to publish`;
  return rowFilter(input, context) === null && warnings.length === 0
    ? { warnings: [none], notes, skipped: true }
    : { warnings, notes: [...notes, none], skipped: true };
}

/** In a dry run, the format that `auto` comes to. */
async function chosenFormat(
  input: AnnotationInput,
  context: IngestContext,
): Promise<Pick<PlannedOutput, 'how'>> {
  if (!context.options.dryRun || input.finder.fileFormat !== autoFormat) return {};
  const source = fileSource(storageOf(input.item, context), input.key, { signal: context.signal });
  return { how: `read as ${(await detectPointFormat(source, pointType(input))).name}` };
}

function output(input: AnnotationInput, context: IngestContext): PlannedOutput {
  return fileOutput(input, 'ndjson', context);
}
