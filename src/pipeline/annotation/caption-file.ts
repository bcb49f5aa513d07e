import { fileSize, storageOf } from '../../deposition/source-files.js';
import { type CaptionKind, countCaptions } from '../../formats/caption.js';
import { type AnnotationShape, annotationShapes } from '../../tree/entities/annotation-shapes.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import { type AnnotationInput, annotationPath, fileShape, type ShapeImporter } from './annotation-file.js';

/** Captions of the tomogram or of annotated objects: JSON files that are validated and copied. */
export const captionImporter: ShapeImporter = {
  async outputs(input, context) {
    return [{ ...output(input, context), bytes: await fileSize(input.item, input.key, context) }];
  },
  async check(input, context) {
    await readCaptions(input, context);
    return {};
  },
  async importData(input, context) {
    const bytes = await readCaptions(input, context);
    await context.output.put(output(input, context).path, bytes);
    return { bytesWritten: bytes.length };
  },
  async countObjects(input, context) {
    const { path } = output(input, context);
    return countCaptions(await context.output.get(path), kindOf(input), context.output.location(path));
  },
};

/** Reads a caption file. Fails with a FormatError if its captions are invalid. */
async function readCaptions(input: AnnotationInput, context: IngestContext): Promise<Uint8Array> {
  const storage = storageOf(input.item, context);
  const bytes = await storage.get(input.key);
  countCaptions(bytes, kindOf(input), storage.location(input.key));
  return bytes;
}

function kindOf({ finder }: AnnotationInput): CaptionKind {
  return isOfTomogram(finder.shape) ? 'global' : 'annotation';
}

function isOfTomogram(shape: AnnotationShape): boolean {
  const { content } = annotationShapes[shape];
  return content.kind === 'caption' && content.of === 'tomogram';
}

function output(input: AnnotationInput, context: IngestContext): PlannedOutput {
  const { shape, options } = input.finder;
  const name = isOfTomogram(shape) ? fileShape(input) : `${options.companion_shape}_caption`.toLowerCase();
  const path = annotationPath(input.item, 'annotationCaption', context, { caption: name });
  return { path, from: input.key, bytes: null };
}
