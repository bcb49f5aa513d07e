import { expandTemplate } from '../../../config/index.js';
import { annotationShapes } from '../../../entities/index.js';
import { autoFormat, detectPointFormat, type PointType, readPoints } from '../../../formats/points/index.js';
import { toNumber } from '../../../json/index.js';
import { fileSource } from '../../../sources/file-source.js';
import { ancestor, type Item } from '../../../sources/item.js';
import { fileSize, storageOf } from '../../../sources/source-files.js';
import { templateLocation } from '../../../sources/template-location.js';
import { templateVariables } from '../../../sources/template-variables.js';
import { tomogramExtent } from '../../../sources/volume-dimension.js';
import type { IngestContext } from '../../context.js';
import type { PlannedOutput } from '../../import-result.js';
import { lineReader } from '../ndjson-points.js';
import { type AnnotationInput, fileOutput, type ShapeImporter } from './annotation-file.js';
import { countInstances, countLines } from './count-points.js';
import { tomogramsFile } from './point-source.js';
import { writePoints } from './write-points.js';

/** Points, oriented points and points of instances: tables and models that become ndjson. */
export const pointImporter: ShapeImporter = {
  outputs: async (input, context) => [{ ...output(input, context), ...(await chosenFormat(input, context)) }],
  async importData(input, context, progress) {
    const { finder, item, key } = input;
    const { options } = finder;
    const storage = storageOf(item, context);
    const total = await fileSize(item, key, context);
    const warnings: string[] = [];
    const notes: string[] = [];
    const tomograms = tomogramsFile(input, context);
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
        voxelSpacing: voxelSpacing(item),
        extent: () => tomogramExtent(item, context),
        tomograms:
          tomograms === null ? null : fileSource(context.input, tomograms, { signal: context.signal }),
        compatible: context.options.compatible,
        chosen: (format) => notes.push(`${storage.location(key)}: read as ${format}`),
        warn: (message) => warnings.push(message),
      },
    );
    const written = await writePoints(points, context.output, output(input, context).path, context.kernels);
    if (written.points === 0 && warnings.length === 0) {
      warnings.push(`${storage.location(key)}: the file has no points`);
    }
    return { bytesWritten: written.bytesWritten, notes, warnings };
  },
  countObjects(input, context) {
    const source = fileSource(context.output, output(input, context).path, { signal: context.signal });
    return annotationShapes[input.finder.shape].counts === 'instances'
      ? countInstances(source, lineReader(context.kernels))
      : countLines(source);
  },
};

function pointType({ finder }: AnnotationInput): PointType {
  const { content } = annotationShapes[finder.shape];
  return content.kind === 'points' ? content.type : 'point';
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

/** Å; null for points outside of a voxel spacing. */
function voxelSpacing(item: Item): number | null {
  const spacing = Number(ancestor(item, 'voxel_spacing')?.name);
  return spacing > 0 ? spacing : null;
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
