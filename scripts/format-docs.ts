import { formatExamples } from '../src/formats/points/format-examples.js';
import { pointFormats } from '../src/formats/points/index.js';

const section = /(<!-- reading points: .*? -->\n).*?(<!-- end of reading points -->)/s;

/** docs/formats.md with its section on the reading of points written anew; fails where the page has none. */
export function writeFormats(page: string): string {
  if (!section.test(page)) throw new Error('the page has no section on reading points');
  return page.replace(section, (_, begin: string, end: string) => `${begin}\n${formatSections()}\n${end}`);
}

/** One section a format, in the order of the registry. */
function formatSections(): string {
  return pointFormats
    .map(({ name, description, types, options }) => {
      const { required, unit, origin, example } = formatExamples[name] ?? unknown(name);
      return [
        `### \`${name}\``,
        '',
        description,
        '',
        `- required: ${required}`,
        `- unit: ${unit}; origin: ${origin}`,
        `- gives: ${types.map((type) => `\`${type}\``).join(', ')}; options: ${options.map((option) => `\`${option}\``).join(', ')}`,
        '',
        example === null
          ? 'A binary format: its program writes it.'
          : ['```text', example.trimEnd(), '```'].join('\n'),
        '',
      ].join('\n');
    })
    .join('\n');
}

function unknown(name: string): never {
  throw new Error(`${name} has no example in src/formats/points/format-examples.ts`);
}
