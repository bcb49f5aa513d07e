import { ConfigError } from '../../errors/index.js';
import { suggestion } from '../../metadata/index.js';
import { parseTemplate } from './parse-template.js';
import { placeFacts, type TemplateLocation } from './template-location.js';
import { printValue, type TemplateVariables } from './template-value.js';

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
