// Prints the Flesch-Kincaid grade of each document's prose, and their median; status 1 where the median is above the limit.
import { readdirSync, readFileSync } from 'node:fs';
import readability from 'text-readability';

const limit = 10;
const docs = new URL('../docs/', import.meta.url);

/** Sentences of a page, without code, tables, headings, links' targets and lists of options. */
function proseOf(markdown) {
  return (
    markdown
      .replaceAll(/```[\s\S]*?```/g, '')
      .replaceAll(/<!--[\s\S]*?-->/g, '')
      .replaceAll(/^(\||#| {4}).*$/gm, '')
      .replaceAll(/`[^`]*`/g, 'it')
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[*_]/g, '')
      // An item of a list and a paragraph end a sentence, with or without a full stop.
      .split(/\n\s*\n|^\s*(?:-|\d+\.) /m)
      .map((text) => text.trim().replaceAll(/\s+/g, ' '))
      .filter((text) => text !== '')
      .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
      .join(' ')
  );
}

const grades = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .map((name) => [name, proseOf(readFileSync(new URL(name, docs), 'utf8'))])
  .filter(([, prose]) => prose.split(/\s+/).length > 50)
  .map(([name, prose]) => [name, readability.fleschKincaidGrade(prose)])
  .sort(([, a], [, b]) => a - b);
const median = grades[Math.floor(grades.length / 2)][1];
for (const [name, grade] of grades) console.log(`${name.padEnd(20)} ${grade.toFixed(1)}`);
console.log(`median ${median.toFixed(1)}, limit ${limit}`);
if (median > limit) process.exitCode = 1;
