import { type Layout, type SlotName, slots, type Variable } from '../../layout/index.js';

/** Why a path has no place in a layout. */
export type Misplacement =
  /** A directory that no place lies below. */
  | { readonly kind: 'directory'; readonly path: string }
  /** A directory or file that would have a place if it were named otherwise. */
  | { readonly kind: 'name'; readonly path: string; readonly expected: readonly string[] }
  /** A file in a known directory that has no place there. */
  | { readonly kind: 'file'; readonly path: string };

/** Finds the first component of a path that fits no place of the layout; `path` ends with that component. */
export function explainMisplaced(path: string, layout: Layout): Misplacement {
  const names = path.split('/');
  let candidates = templates[layout].map((template): Candidate => ({ template, variables: {} }));
  for (const [index, name] of names.entries()) {
    const isFile = index === names.length - 1;
    const reached = candidates.filter(({ template }) => template.components[index] !== undefined);
    const strict = reached.flatMap((candidate) => advance(candidate, index, name, isFile));
    if (strict.length > 0) {
      candidates = strict;
      continue;
    }
    const here = names.slice(0, index + 1).join('/');
    const near = reached.filter(({ template }) => {
      const component = template.components[index] as Component;
      return component.relaxed.test(name) && template.isFileAt(index) === isFile;
    });
    if (near.length > 0) {
      const expected = new Set(near.map(({ template }) => (template.components[index] as Component).text));
      return { kind: 'name', path: here, expected: [...expected] };
    }
    return { kind: isFile ? 'file' : 'directory', path: here };
  }
  return { kind: 'file', path };
}

interface Component {
  readonly text: string;
  readonly variables: readonly string[];
  readonly strict: RegExp;
  readonly relaxed: RegExp;
}

interface Template {
  readonly components: readonly Component[];
  isFileAt(index: number): boolean;
}

interface Candidate {
  readonly template: Template;
  readonly variables: Readonly<Record<string, string>>;
}

function advance(candidate: Candidate, index: number, name: string, isFile: boolean): Candidate[] {
  const { template, variables } = candidate;
  const component = template.components[index] as Component;
  const match = component.strict.exec(name);
  if (match === null || template.isFileAt(index) !== isFile) return [];
  const values = component.variables.map((variable, at) => [variable, match[at + 1] as string] as const);
  if (values.some(([variable, value]) => (variables[variable] ?? value) !== value)) return [];
  return [{ template, variables: { ...variables, ...Object.fromEntries(values) } }];
}

/** What one path component takes for a variable when it is taken strictly. */
const strictPatterns: Partial<Record<Variable, string>> = {
  deposition_id: String.raw`\d+`,
  alignment_id: String.raw`\d+`,
  tiltseries_id: String.raw`\d+`,
  tomogram_id: String.raw`\d+`,
  annotation_id: String.raw`\d+`,
  voxel_spacing: String.raw`\d+\.\d{3}`,
};

function compile(layout: Layout): Template[] {
  return (Object.keys(slots) as SlotName[]).map((name) => {
    const components = slots[name].path[layout].split('/').map(compileComponent);
    const isFile = slots[name].kind === 'file';
    return { components, isFileAt: (index) => isFile && index === components.length - 1 };
  });
}

function compileComponent(text: string): Component {
  const variables = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as Variable);
  const source = (pattern: (variable: Variable) => string) =>
    text
      .split(/(\{\w+\})/)
      .map((part) =>
        part.startsWith('{')
          ? `(${pattern(part.slice(1, -1) as Variable)})`
          : part.replaceAll(/[.\\+*?^$()[\]|]/g, String.raw`\$&`),
      )
      .join('');
  return {
    text,
    variables,
    strict: new RegExp(`^${source((variable) => strictPatterns[variable] ?? '.+')}$`, 's'),
    relaxed: new RegExp(`^${source(() => '.+')}$`, 's'),
  };
}

const templates: Readonly<Record<Layout, readonly Template[]>> = {
  documented: compile('documented'),
  portal: compile('portal'),
};
