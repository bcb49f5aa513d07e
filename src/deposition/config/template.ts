import { ConfigError, type ErrorFacts } from '../../base/errors.js';
import type { Float } from '../../base/float.js';
import type { Issue } from '../../base/issue.js';
import { suggestion } from '../../base/messages.js';

/**
 * A template with its variables filled in: null prints as `None`, `{{` as `{`. Fails with a ConfigError for an
 * unknown variable, naming it and those there are, and for any other use of braces.
 */
export function expandTemplate(
  template: string,
  variables: TemplateVariables,
  place?: TemplateLocation,
): string {
  if (!/[{}]/.test(template)) return template;
  const parts = parseTemplate(template);
  if ('message' in parts) {
    throw new ConfigError(`not a template: ${parts.message}`, {
      ...placeFacts(place),
      found: `'${template}'`,
      ...(parts.hint === undefined ? {} : { hint: parts.hint }),
    });
  }
  return parts
    .map((part) => {
      if ('text' in part) return part.text;
      const value = variables.get(part.variable);
      if (value === undefined) throw unknownVariable(part.variable, template, variables, place);
      return printValue(value);
    })
    .join('');
}

function unknownVariable(
  name: string,
  template: string,
  variables: TemplateVariables,
  place: TemplateLocation | undefined,
): ConfigError {
  const names = [...variables.keys()].sort();
  return new ConfigError(`unknown variable {${name}}${suggestion(name, names)}`, {
    ...placeFacts(place),
    expected: names.length === 0 ? 'no variables' : `one of ${names.join(', ')}`,
    found: `'${template}'`,
    ...(place?.hint === undefined ? {} : { hint: place.hint }),
  });
}

/** What a variable can stand for. */
export type TemplateValue = string | number | boolean | null | Float;

/** Variables by name. */
export type TemplateVariables = ReadonlyMap<string, TemplateValue>;

/** A value as templates print it: `None`, `True`, `60.0`, `4`. */
function printValue(value: TemplateValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value.toString();
}

/** Where a template comes from, for messages. */
export interface TemplateLocation {
  readonly file: string;
  /** 1-based; 0 when the line is not known. */
  readonly line: number;
  readonly keyPath: string;
  /** Name of the run it is expanded for. */
  readonly run?: string;
  /** What to say of a variable that is unknown there. */
  readonly hint?: string;
}

/** A place in the terms of errors. */
export function placeFacts(place: TemplateLocation | undefined): ErrorFacts {
  if (place === undefined) return {};
  return {
    path: place.file,
    ...(place.line > 0 ? { line: place.line } : {}),
    ...(place.run === undefined ? {} : { entity: `run ${place.run}` }),
    keyPath: place.keyPath,
  };
}

/** A template cut into literal text and variables. */
type TemplateToken = { readonly text: string } | { readonly variable: string };

/** Why a text is not a template. */
type TemplateIssue = Pick<Issue, 'message' | 'hint'>;

/**
 * Cuts a template into its parts: `{name}` is a variable, `{{` and `}}` are braces. Everything else that Python's
 * format strings know (`{x:d}`, `{x!r}`, `{x.y}`, `{x[0]}`, `{}`) is a fault.
 */
export function parseTemplate(template: string): readonly TemplateToken[] | TemplateIssue {
  const parts: TemplateToken[] = [];
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
      if (text !== '') parts.push({ text });
      parts.push({ variable });
      text = '';
      at = end;
    }
  }
  if (text !== '') parts.push({ text });
  return parts;
}

/** Names of the variables in a template; none when it is malformed. */
export function templateVariables(template: string): string[] {
  const parts = parseTemplate(template);
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part: TemplateToken) => ('variable' in part ? [part.variable] : []));
}

function nameFault(name: string): TemplateIssue | null {
  if (name.trim() === '') return { message: 'a variable without a name', hint: 'write {{}} for braces' };
  if (name.includes('{')) return { message: `braces inside a variable: {${name}}` };
  if (/[:!.[\]]/.test(name)) {
    return {
      message: `only plain variables are supported, not {${name}}`,
      hint: 'formats, conversions, attributes and indexes are not known',
    };
  }
  return null;
}
