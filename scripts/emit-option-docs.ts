// Writes what pages of docs/ have from the code: tables of options from those of the commands, formats of points from their
// registry. `--check` only tells whether they are up to date, with status 1 where one is not.
import { readFile, writeFile } from 'node:fs/promises';
import { writeFormats } from './format-docs.js';
import { optionPages, writeOptions } from './option-docs.js';

const directory = new URL('../../docs/', import.meta.url);

const pages: readonly (readonly [name: string, write: (page: string) => string])[] = [
  ...Object.entries(optionPages).map(
    ([name, table]) => [name, (page: string) => writeOptions(page, table)] as const,
  ),
  ['formats.md', writeFormats],
];

for (const [name, write] of pages) {
  const file = new URL(name, directory);
  const page = await readFile(file, 'utf8');
  const written = write(page);
  if (written === page) continue;
  if (process.argv.includes('--check')) {
    console.error(`docs/${name} is out of date: npm run options-docs writes it`);
    process.exitCode = 1;
  } else await writeFile(file, written);
}
