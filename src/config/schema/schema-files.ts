import { metadataKinds, metadataSchemas } from '../../entities/index.js';
import { publishSchema, type SchemaNode } from '../../metadata/index.js';
import { configSchema } from './config-schema.js';

/** Every published schema: file name and text. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const schemas: [string, SchemaNode][] = [
    ['ingestion-config', configSchema],
    ...metadataKinds.map((kind): [string, SchemaNode] => [kind, metadataSchemas[kind]]),
  ];
  return new Map(
    schemas.map(([name, schema]) => {
      const file = `${name}.schema.json`;
      return [file, `${JSON.stringify(publishSchema(schema, file), null, 2)}\n`];
    }),
  );
}
