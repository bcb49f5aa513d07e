import { alignmentFormats } from '../src/formats/alignment/read-alignment.js';
import { ctfFormats } from '../src/formats/ctf/ctf-formats.js';
import { meshFormats } from '../src/formats/mesh/mesh-formats.js';
import { pointFormats } from '../src/formats/points/point-formats.js';
import { alignmentExamples } from './examples/alignment-examples.js';
import { ctfExamples } from './examples/ctf-examples.js';
import { meshExamples } from './examples/mesh-examples.js';
import { formatExamples } from './examples/point-examples.js';

/** Parts of the page that are written from the code, by what their comments say is read. */
const parts: Readonly<Record<string, () => string>> = {
  points: pointSections,
  alignments: alignmentSections,
  'CTF tables': ctfSections,
  meshes: meshSections,
};

/** docs/formats.md with its sections on what each format must hold written anew; fails where the page lacks one. */
export function writeFormats(page: string): string {
  return Object.entries(parts).reduce((written, [name, sections]) => {
    const part = new RegExp(`(<!-- reading ${name}: .*? -->\\n).*?(<!-- end of reading ${name} -->)`, 's');
    if (!part.test(written)) throw new Error(`the page has no section on reading ${name}`);
    return written.replace(part, (_, begin: string, end: string) => `${begin}\n${sections()}\n${end}`);
  }, page);
}

/** One section a format, in the order of the registry. */
function pointSections(): string {
  return pointFormats
    .map(({ name, description, types, options }) => {
      const { required, unit, origin, example, sample = example } = exampleOf(formatExamples, name);
      return section(
        `\`${name}\``,
        description,
        '',
        `- required: ${required}`,
        `- unit: ${unit}; origin: ${origin}`,
        `- gives: ${types.map((type) => `\`${type}\``).join(', ')}; options: ${options.map((option) => `\`${option}\``).join(', ')}`,
        '',
        ...shown(sample),
      );
    })
    .join('\n');
}

function alignmentSections(): string {
  return alignmentFormats
    .map(({ name }) => {
      const { required, unit, sections, files } = exampleOf(alignmentExamples, name);
      return section(
        `Alignment \`${name}\``,
        `- required: ${required}`,
        `- unit of shifts: ${unit}`,
        `- sections: ${sections}`,
        '',
        ...files.flatMap(({ path, text }, index) => [
          ...(index === 0 ? [] : ['']),
          `\`${path}\`:`,
          '',
          ...shown(text),
        ]),
      );
    })
    .join('\n');
}

function ctfSections(): string {
  return ctfFormats
    .map(({ names: [name] }) => {
      const { required, units, sections, example } = exampleOf(ctfExamples, name);
      return section(
        `CTF table \`${name}\``,
        `- required: ${required}`,
        `- units: ${units}`,
        `- sections: ${sections}`,
        '',
        ...shown(example),
      );
    })
    .join('\n');
}

function meshSections(): string {
  return meshFormats
    .map(({ name }) => {
      const { required, example } = exampleOf(meshExamples, name);
      return section(`Mesh \`${name}\``, `- required: ${required}`, '', ...shown(example));
    })
    .join('\n');
}

function section(title: string, ...lines: readonly string[]): string {
  return [`### ${title}`, '', ...lines, ''].join('\n');
}

function shown(example: string | null): string[] {
  return example === null
    ? ['A binary format: its program writes it.']
    : ['```text', example.trimEnd(), '```'];
}

function exampleOf<Example>(examples: Readonly<Record<string, Example>>, name: string): Example {
  const example = examples[name];
  if (example === undefined) throw new Error(`${name} has no example`);
  return example;
}
