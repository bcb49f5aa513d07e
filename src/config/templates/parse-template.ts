import type { Issue } from '../../issues/index.js';

/** A template cut into literal text and variables. */
export type TemplateToken = { readonly text: string } | { readonly variable: string };

/** Why a text is not a template. */
export type TemplateIssue = Pick<Issue, 'message' | 'hint'>;

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
