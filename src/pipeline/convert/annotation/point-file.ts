import { expandTemplate } from '../../../config/index.js';
import { annotationShapes } from '../../../entities/index.js';
import { type PointType, readPoints } from '../../../formats/points/index.js';
import { toNumber } from '../../../json/index.js';
import { fileSize, storageOf } from '../../../sources/source-files.js';
import { templateLocation } from '../../../sources/template-location.js';
import { templateVariables } from '../../../sources/template-variables.js';
import type { IngestContext } from '../../context.js';
import type { PlannedOutput } from '../../import-result.js';
import { type AnnotationInput, fileOutput, type ShapeImporter } from './annotation-file.js';
import { countInstances, countLines } from './count-points.js';
import { fileSource } from './file-source.js';
import { writePoints } from './write-points.js';

/** Points, oriented points and points of instances: tables and models that become ndjson. */
export const pointImporter: ShapeImporter = {
  outputs: async (input, context) => [output(input, context)],
  async importData(input, context, progress) {
    const { finder, item, key } = input;
    const { options } = finder;
    const storage = storageOf(item, context);
    const total = await fileSize(item, key, context);
    const warnings: string[] = [];
    const order = options.columns ?? options.order;
    const points = readPoints(
      fileSource(storage, key, { signal: context.signal, onRead: (done) => progress.report(done, total) }),
      pointType(input),
      {
        format: finder.fileFormat,
        binning: toNumber(options.binning),
        order: order === 'zyx' ? 'zyx' : 'xyz',
        delimiter: typeof options.delimiter === 'string' ? options.delimiter : null,
        filter: rowFilter(input, context),
        // What lies in OUTPUT may be written anew meanwhile.
        ...(storage === context.input ? { tables: context.knownTables } : {}),
        warn: (message) => warnings.push(message),
      },
    );
    const written = await writePoints(points, context.output, output(input, context).path);
    if (written.points === 0 && warnings.length === 0) {
      warnings.push(`${storage.location(key)}: the file has no points`);
    }
    return { bytesWritten: written.bytesWritten, warnings };
  },
  countObjects(input, context) {
    const source = fileSource(context.output, output(input, context).path, { signal: context.signal });
    return annotationShapes[input.finder.shape].counts === 'instances'
      ? countInstances(source)
      : countLines(source);
  },
};

function pointType({ finder }: AnnotationInput): PointType {
  const { content } = annotationShapes[finder.shape];
  return content.kind === 'points' ? content.type : 'point';
}

function output(input: AnnotationInput, context: IngestContext): PlannedOutput {
  return fileOutput(input, 'ndjson', context);
}

/** The value that selects the rows of the annotation's run; null where all rows count. */
function rowFilter({ source, finder, item }: AnnotationInput, context: IngestContext): string | null {
  const { filter_value: template } = finder.options;
  if (typeof template !== 'string' || template === '') return null;
  const variables = [...templateVariables(item, context)].filter(([name]) => !name.endsWith('output_path'));
  return expandTemplate(template, new Map(variables), templateLocation(source, item, context));
}
