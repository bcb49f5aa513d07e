import type { SchemaNode } from './schema-node.js';

/** What a schema asks for, in a few words: `a number from -90 to 90 or text like float {column}`. */
export function describeSchema(schema: SchemaNode): string {
  if (schema.anyOf !== undefined) {
    const choices = schema.anyOf.filter((choice) => choice.type !== 'null').map(describeSchema);
    return [...new Set(choices)].join(' or ');
  }
  if (schema.enum !== undefined) return describeEnum(schema.enum);
  if (schema.const !== undefined) return `'${String(schema.const)}'`;
  switch (schema.type) {
    case 'string':
      return describeText(schema);
    case 'number':
      return `a number${range(schema)}`;
    case 'integer':
      return `an integer${range(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a mapping';
    case 'null':
      return 'null';
    default:
      return 'a value';
  }
}

function describeText(schema: SchemaNode): string {
  if (schema.format === 'date') return 'a date like 2024-12-31';
  if (schema.title !== undefined && schema.pattern !== undefined) return schema.title;
  if (schema.pattern !== undefined) return `text that matches ${schema.pattern}`;
  return schema.minLength === undefined ? 'text' : 'text that is not empty';
}

function describeEnum(values: readonly unknown[]): string {
  const names = values.filter((value) => value !== null).map((value) => String(value));
  return names.length === 1 ? String(names[0]) : `one of ${names.join(', ')}`;
}

function range({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}
