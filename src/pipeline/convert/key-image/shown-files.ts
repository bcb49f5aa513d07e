import { publishedShape } from '../../../entities/index.js';
import { publishedAlignmentPath } from '../../../sources/alignment-path.js';
import { ancestor, type Item } from '../../../sources/item.js';
import type { AnnotationFile } from '../../../tree/index.js';
import type { IngestContext } from '../../context.js';
import { type PublishedAnnotation, publishedAnnotations } from '../published-annotations.js';

/** A file of an annotation that key images show. */
export interface ShownFile {
  readonly annotation: PublishedAnnotation;
  readonly file: AnnotationFile;
}

/** Default files of the tomogram's voxel spacing and alignment; of a mask's two files the first. */
export async function shownFiles(tomogram: Item, context: IngestContext): Promise<ShownFile[]> {
  const spacing = Number(ancestor(tomogram, 'voxel_spacing')?.name);
  const alignment = await publishedAlignmentPath(tomogram, context);
  const annotations = await publishedAnnotations(tomogram, context);
  return annotations
    .filter((annotation) => annotation.voxelSpacing === spacing && annotation.alignmentPath === alignment)
    .flatMap((annotation) => {
      const files = annotation.files.filter((file) => file.isDefault);
      const mask = files.find((file) => isMask(file) && file.format === 'mrc') ?? files.find(isMask);
      const points = files.filter(({ format }) => format === 'ndjson');
      return [...(mask === undefined ? [] : [mask]), ...points].map((file) => ({ annotation, file }));
    });
}

/** Whether a file is drawn as a mask. */
export function isMask({ shape }: AnnotationFile): boolean {
  return publishedShape(shape)?.content.kind === 'mask';
}
