// Writes the pages of docs/rules from the rules of trees and configurations.
import { mkdir, writeFile } from 'node:fs/promises';
import { explainedRules, ruleFiles } from '../src/report/validation/explain-rules.js';

const directory = new URL('../../docs/rules/', import.meta.url);

await mkdir(directory, { recursive: true });
for (const [name, text] of ruleFiles(explainedRules)) await writeFile(new URL(name, directory), text);
