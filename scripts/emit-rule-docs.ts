// Writes the pages of docs/rules from the registry of rules.
import { mkdir, writeFile } from 'node:fs/promises';
import { ruleFiles } from '../src/report/validation/rule-pages.js';
import { rules } from '../src/validate/index.js';

const directory = new URL('../../docs/rules/', import.meta.url);

await mkdir(directory, { recursive: true });
for (const [name, text] of ruleFiles(rules)) await writeFile(new URL(name, directory), text);
