import { type AnnotationShape, annotationShapes } from '../../../entities/index.js';
import { type CaptionKind, countCaptions } from '../../../formats/caption/index.js';
import { fileSize, storageOf } from '../../../sources/source-files.js';
import type { IngestContext } from '../../context.js';
import type { PlannedOutput } from '../../importer.js';
import { type AnnotationPart, fileShape, type PartKind } from './annotation-file.js';
import { annotationPath } from './annotation-path.js';

/** Captions of the tomogram or of annotated objects, copied as they are once they can be read. */
export const captionPart: PartKind = {
  async outputs(part, context) {
    return [{ ...output(part, context), bytes: await fileSize(part.item, part.key, context) }];
  },
  async importData(part, context) {
    const storage = storageOf(part.item, context);
    const bytes = await storage.get(part.key);
    countCaptions(bytes, kindOf(part), storage.location(part.key));
    await context.output.put(output(part, context).path, bytes);
    return { bytesWritten: bytes.length };
  },
  async countObjects(part, context) {
    const { path } = output(part, context);
    return countCaptions(await context.output.get(path), kindOf(part), context.output.location(path));
  },
};

function kindOf({ finder }: AnnotationPart): CaptionKind {
  return isOfTomogram(finder.shape) ? 'global' : 'annotation';
}

function isOfTomogram(shape: AnnotationShape): boolean {
  const { content } = annotationShapes[shape];
  return content.kind === 'caption' && content.of === 'tomogram';
}

function output(part: AnnotationPart, context: IngestContext): PlannedOutput {
  const { shape, options } = part.finder;
  const name = isOfTomogram(shape) ? fileShape(part) : `${options.companion_shape}_caption`.toLowerCase();
  const path = annotationPath(part.item, 'annotationCaption', context, { caption: name });
  return { slot: 'annotationCaption', path, from: part.key, bytes: null };
}
