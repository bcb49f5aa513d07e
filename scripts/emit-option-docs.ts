// Writes the tables of options into the pages of docs/ from the options of the commands; `--check` only tells whether they are
// up to date, with status 1 where one is not.
import { readFile, writeFile } from 'node:fs/promises';
import { optionPages, writeOptions } from './option-docs.js';

const directory = new URL('../../docs/', import.meta.url);

for (const [name, table] of Object.entries(optionPages)) {
  const file = new URL(name, directory);
  const page = await readFile(file, 'utf8');
  const written = writeOptions(page, table);
  if (written === page) continue;
  if (process.argv.includes('--check')) {
    console.error(`docs/${name} is out of date: npm run options-docs writes it`);
    process.exitCode = 1;
  } else await writeFile(file, written);
}
