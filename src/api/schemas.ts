import { schemaFiles } from '../config/schema/schema-files.js';

/** The JSON Schemas of configurations and metadata files, as text by name. */
export function schemaTexts(): ReadonlyMap<string, string> {
  return new Map([...schemaFiles()].map(([file, text]) => [file.replace(/\.schema\.json$/, ''), text]));
}
