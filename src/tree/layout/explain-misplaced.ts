// Explains why a path fits no path template, component by component.

import { getOrMake } from '../../base/collections.js';
import { templateExpression } from './parse-path.js';
import {
  type Layout,
  type PathTemplateName,
  pathTemplates,
  type Variable,
  variablePatterns,
} from './path-templates.js';

/** Why the layout has no place for a path. */
export type Misplacement =
  /** A directory that no path template begins with. */
  | { readonly kind: 'directory'; readonly path: string }
  /** A directory or file with a wrong name; `expected` lists the templates that it nearly fits. */
  | { readonly kind: 'name'; readonly path: string; readonly expected: readonly string[] }
  /** A file in a known directory where no template allows it. */
  | { readonly kind: 'file'; readonly path: string };

/** Returns the first component of a path that fits no template of the layout; the result's `path` ends with it. */
export function explainMisplaced(path: string, layout: Layout): Misplacement {
  const names = path.split('/');
  let candidates = getOrMake(templates, layout, () => compile(layout)).map(
    (template): Candidate => ({ template, variables: {} }),
  );
  for (const [index, name] of names.entries()) {
    const isFile = index === names.length - 1;
    const reached = candidates.filter(({ template }) => template[index]?.isFile === isFile);
    candidates = reached.flatMap((candidate) => advance(candidate, index, name));
    if (candidates.length > 0) continue;
    const here = names.slice(0, index + 1).join('/');
    const components = reached.flatMap(({ template }) => template[index] ?? []);
    const near = components.filter(({ relaxed }) => relaxed.test(name));
    const expected = [...new Set(near.map(({ text }) => text))];
    if (near.length > 0) return { kind: 'name', path: here, expected };
    return { kind: isFile ? 'file' : 'directory', path: here };
  }
  return { kind: 'file', path };
}

interface Component {
  readonly text: string;
  readonly isFile: boolean;
  readonly strict: RegExp;
  /** As `strict`, but numbers may be any text: a match is a name that is spelled wrongly. */
  readonly relaxed: RegExp;
}

/** A template that the components so far fit, with the values of its variables. */
interface Candidate {
  readonly template: readonly Component[];
  readonly variables: Readonly<Partial<Record<string, string>>>;
}

/** Returns the candidate with one more component's variables; empty if it does not fit or contradicts one. */
function advance({ template, variables }: Candidate, index: number, name: string): Candidate[] {
  const match = template[index]?.strict.exec(name);
  if (match == null) return [];
  const values = Object.entries(match.groups ?? {});
  if (values.some(([variable, value]) => (variables[variable] ?? value) !== value)) return [];
  return [{ template, variables: { ...variables, ...Object.fromEntries(values) } }];
}

/** The pattern of a variable with a number, of which another spelling is a wrong name; other names may be any. */
const strictPattern = (variable: Variable): string => {
  const pattern = variablePatterns[variable];
  return pattern.startsWith(String.raw`\d`) ? pattern : '.+';
};

const anything = (): string => '.+';

function compile(layout: Layout): Component[][] {
  return (Object.keys(pathTemplates) as PathTemplateName[]).map((name) => {
    const components = pathTemplates[name].path[layout].split('/');
    return components.map((text, index) => ({
      text,
      isFile: pathTemplates[name].kind === 'file' && index === components.length - 1,
      strict: expression(text, strictPattern),
      relaxed: expression(text, anything),
    }));
  });
}

function expression(text: string, patternOf: (variable: Variable) => string): RegExp {
  return new RegExp(`^${templateExpression(text, patternOf)}$`, 's');
}

/** Made when a path is misplaced: the thousand expressions take longer than to check a small run. */
const templates = new Map<Layout, ReturnType<typeof compile>>();
