import { getOrMake } from '../../base/collections.js';
import { baseName } from '../../storage/keys.js';
import type { PathVariables } from './build-path.js';
import {
  type Layout,
  layouts,
  type PathTemplateName,
  pathTemplates,
  type Variable,
  variablePatterns,
} from './path-templates.js';

/** A path of a tree with its template and variables. */
export interface ParsedPath {
  readonly template: PathTemplateName;
  readonly variables: Readonly<Partial<Record<Variable, string>>>;
  /** Path inside a zarr or directory template; empty for a file template and for the directory itself. */
  readonly inside: string;
  readonly layout: Layout;
}

/** Returns the template and variables of a path in a layout; null if it fits no template. */
export function parsePath(path: string, layout: Layout): ParsedPath | null {
  const parts = path.split('/').length;
  for (const matcher of getOrMake(matchers, layout, () => compile(layout))) {
    // Most do not fit by their length or their words; an expression takes a while to make.
    if (parts < matcher.parts || (matcher.isFile && parts > matcher.parts)) continue;
    if (!path.includes(matcher.word) || (matcher.isFile && !path.endsWith(matcher.end))) continue;
    const { template } = matcher;
    matcher.expression ??= compileTemplate(template, layout);
    const match = matcher.expression.exec(path);
    if (match !== null) {
      const { inside = '', ...variables } = match.groups ?? {};
      return { template, variables, inside, layout };
    }
  }
  return null;
}

/** Returns template and variables of a path in a tree's own layout, if known, else in another; null if it fits none. */
export function parseAnyPath(path: string, own: Layout = layouts[0]): ParsedPath | null {
  const others = layouts.filter((layout) => layout !== own);
  for (const layout of [own, ...others]) {
    const parsed = parsePath(path, layout);
    if (parsed !== null) return parsed;
  }
  return null;
}

const matchers = new Map<Layout, readonly Matcher[]>();

interface Matcher {
  readonly template: PathTemplateName;
  /** Components of the path; one that is not a file may have more. */
  readonly parts: number;
  readonly isFile: boolean;
  /** The longest text between variables, and that behind the last one. */
  readonly word: string;
  readonly end: string;
  /** Made when it is first needed. */
  expression?: RegExp;
}

function compile(layout: Layout): readonly Matcher[] {
  return (Object.keys(pathTemplates) as PathTemplateName[])
    .map((template) => ({ template, free: freedom(template, layout) }))
    .sort((a, b) => a.free - b.free)
    .map(({ template }) => {
      const { kind, path } = pathTemplates[template];
      const words = path[layout].split(/\{\w+\}/);
      return {
        template,
        parts: path[layout].split('/').length,
        isFile: kind === 'file',
        word: words.reduce((longest, word) => (word.length > longest.length ? word : longest)),
        end: words.at(-1) ?? '',
      };
    });
}

function compileTemplate(template: PathTemplateName, layout: Layout): RegExp {
  const source = usualExpression(pathTemplates[template].path[layout]);
  const tail = pathTemplates[template].kind === 'file' ? '' : '(?:/(?<inside>.*))?';
  return new RegExp(`^${source}${tail}$`);
}

/** Number of free variables in the last component; fewer come first: `frames_metadata.json` is not a frame. */
function freedom(template: PathTemplateName, layout: Layout): number {
  const path = pathTemplates[template].path[layout];
  const file = baseName(path);
  const directory = path.slice(0, path.length - file.length);
  return (file.match(/\{\w+\}/g) ?? []).filter((variable) => !directory.includes(variable)).length;
}

/**
 * Returns the source of an expression for a path template or a component of it: a named group for each variable with
 * the pattern of `patternOf`; a repeated variable must match the same text.
 */
export function templateExpression(template: string, patternOf: (variable: Variable) => string): string {
  const seen = new Set<string>();
  return template
    .split(/(\{\w+\})/)
    .map((piece) => {
      if (!piece.startsWith('{')) return piece.replaceAll(/[.\\+*?^$()[\]|]/g, String.raw`\$&`);
      const name = piece.slice(1, -1) as Variable;
      if (seen.has(name)) return String.raw`\k<${name}>`;
      seen.add(name);
      return `(?<${name}>${patternOf(name)})`;
    })
    .join('');
}

function usualExpression(template: string): string {
  return templateExpression(template, (variable) => variablePatterns[variable]);
}

const expressions = new Map<string, RegExp>();

/** Returns the variables that a name gives to one component of a template; null if it does not fit. */
export function matchName(component: string, name: string): PathVariables | null {
  const make = () => new RegExp(`^${usualExpression(component)}$`);
  const match = getOrMake(expressions, component, make).exec(name);
  return match === null ? null : (match.groups ?? {});
}
