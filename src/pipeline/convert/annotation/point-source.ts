import { expandSourcePath } from '../../../sources/finders/expand-glob.js';
import type { IngestContext } from '../../context.js';
import type { AnnotationInput } from './annotation-file.js';

/** Key below INPUT of the file that lists the tomograms of a table of points; null where the configuration names none. */
export function tomogramsFile(
  { finder, source, item }: AnnotationInput,
  context: IngestContext,
): string | null {
  const { tomograms_path: template } = finder.options;
  if (typeof template !== 'string' || template === '') return null;
  return expandSourcePath(template, source, item, context);
}
