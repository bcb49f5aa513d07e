import { defined } from '../../base/collections.js';
import { ConfigError, type ErrorFacts } from '../../base/errors.js';
import type { Float } from '../../base/float.js';
import type { Issue } from '../../base/issue.js';
import { suggestion } from '../../base/messages.js';

/**
 * Fills the variables into a template; null prints as `None`, `{{` as `{`. Fails with a ConfigError for an unknown
 * variable, listing those that are defined, and for any other use of braces.
 */
export function expandTemplate(template: string, variables: TemplateVariables, place?: TemplateLocation) {
  if (!/[{}]/.test(template)) return template;
  const tokens = parseTemplate(template);
  if ('message' in tokens) {
    const facts = { ...locationFacts(place), found: `'${template}'`, ...defined({ hint: tokens.hint }) };
    throw new ConfigError(`not a template: ${tokens.message}`, facts);
  }
  return tokens
    .map((token) => {
      if ('text' in token) return token.text;
      const name = token.variable;
      const value = variables.get(name);
      if (value !== undefined) return printValue(value);
      const names = [...variables.keys()].sort();
      throw new ConfigError(`unknown variable {${name}}${suggestion(name, names)}`, {
        ...locationFacts(place),
        expected: names.length === 0 ? 'no variables' : `one of ${names.join(', ')}`,
        found: `'${template}'`,
        ...defined({ hint: place?.hint }),
      });
    })
    .join('');
}

export type TemplateValue = string | number | boolean | null | Float;

/** Values of variables by name. */
export type TemplateVariables = ReadonlyMap<string, TemplateValue>;

/** Prints a value as Python's `str()` does: `None`, `True`, `60.0`, `4`. */
function printValue(value: TemplateValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value.toString();
}

/** The location of a template in a configuration, for messages. */
export interface TemplateLocation {
  readonly file: string;
  /** 1-based; 0 if the line is unknown. */
  readonly line: number;
  readonly keyPath: string;
  /** Name of the run that it is expanded for. */
  readonly run?: string;
  /** Hint of the error for an unknown variable. */
  readonly hint?: string;
}

export function locationFacts(place: TemplateLocation | undefined): ErrorFacts {
  if (place === undefined) return {};
  const line = place.line > 0 ? place.line : undefined;
  const entity = place.run === undefined ? undefined : `run ${place.run}`;
  return { path: place.file, ...defined({ line, entity }), keyPath: place.keyPath };
}

type TemplateToken = { readonly text: string } | { readonly variable: string };

type TemplateIssue = Pick<Issue, 'message' | 'hint'>;

/**
 * Splits a template into tokens: `{name}` is a variable, `{{` and `}}` are braces. Returns an issue for everything
 * else that Python's format strings allow (`{x:d}`, `{x!r}`, `{x.y}`, `{x[0]}`, `{}`).
 */
export function parseTemplate(template: string): readonly TemplateToken[] | TemplateIssue {
  const tokens: TemplateToken[] = [];
  let text = '';
  for (let at = 0; at < template.length; at++) {
    const character = template[at] as string;
    if (character !== '{' && character !== '}') {
      text += character;
    } else if (template[at + 1] === character) {
      text += character;
      at++;
    } else if (character === '}') {
      return { message: "a '}' without a '{' before it", hint: 'write }} for a brace' };
    } else {
      const end = template.indexOf('}', at);
      if (end === -1) return { message: "a '{' without a '}' after it", hint: 'write {{ for a brace' };
      const variable = template.slice(at + 1, end);
      const fault = nameFault(variable);
      if (fault !== null) return fault;
      if (text !== '') tokens.push({ text });
      tokens.push({ variable });
      text = '';
      at = end;
    }
  }
  if (text !== '') tokens.push({ text });
  return tokens;
}

/** Returns the names of the variables in a template; none for an invalid template. */
export function templateVariables(template: string): string[] {
  const tokens = parseTemplate(template);
  if (!Array.isArray(tokens)) return [];
  return tokens.flatMap((token: TemplateToken) => ('variable' in token ? [token.variable] : []));
}

function nameFault(name: string): TemplateIssue | null {
  if (name.trim() === '') return { message: 'a variable without a name', hint: 'write {{}} for braces' };
  if (name.includes('{')) return { message: `braces inside a variable: {${name}}` };
  if (/[:!.[\]]/.test(name)) {
    const hint = 'formats, conversions, attributes and indexes are not known';
    return { message: `only plain variables are supported, not {${name}}`, hint };
  }
  return null;
}
