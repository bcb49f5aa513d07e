// Writes the JSON Schemas of configurations and metadata files into schemas/.
import { mkdir, writeFile } from 'node:fs/promises';
import { schemaFiles } from '../src/config/schema/schema-files.js';

const directory = new URL('../../schemas/', import.meta.url);

await mkdir(directory, { recursive: true });
for (const [name, text] of schemaFiles()) await writeFile(new URL(name, directory), text);
