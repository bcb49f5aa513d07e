import { IngestError } from '../../../errors/index.js';
import { isJsonObject, type JsonValue } from '../../../json/index.js';
import { annotationKey, type PathTemplateName, type PathVariables } from '../../../layout/index.js';
import { configuredMetadata } from '../../../sources/configured-metadata.js';
import { describeItem, type Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import type { IngestContext } from '../../context.js';

/** The path of one of an annotation's pathTemplates; its files are called after its object and version. */
export function annotationPath(
  item: Item,
  template: PathTemplateName,
  context: IngestContext,
  more: PathVariables = {},
): string {
  const { annotation_object: object, version } = configuredMetadata(item, context);
  const name = isJsonObject(object) ? textOrNull(object.name) : null;
  if (!isJsonObject(object) || name === null || version === undefined || version === null) {
    throw new IngestError('the annotation cannot be named', {
      entity: describeItem(item),
      expected: 'annotation_object.name and version in its metadata',
      found: name === null ? 'no name' : 'no version',
    });
  }
  const key = annotationKey({ name, description: textOrNull(object.description) }, String(version));
  return itemPath(item, template, context.options.layout, { annotation_key: key, ...more });
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
