import type { Static, TSchema } from 'typebox';
import { FormatError } from '../../errors/index.js';
import type { JsonValue } from '../../json/index.js';
import { checkSchema, formatKeyPath, type SchemaNode } from '../../json/schema/index.js';

/** A document of a schema; fails with a FormatError that tells the first departure from it. */
export function parseDocument<Schema extends TSchema>(
  schema: Schema,
  document: JsonValue,
  what: string,
): Static<Schema> {
  const [issue] = checkSchema(schema as SchemaNode, document);
  if (issue === undefined) return document as Static<Schema>;
  const { path, message, expected, found } = issue;
  throw new FormatError(`not ${what}${path.length === 0 ? '' : ` at ${formatKeyPath(path)}`}: ${message}`, {
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
  });
}

/** Schema options of a list of three. */
export const three = { minItems: 3, maxItems: 3 } as const;
