import type { PathVariables } from './build-path.js';
import { variablePatterns } from './path-templates.js';
import { templateExpression } from './template-expression.js';

const expressions = new Map<string, RegExp>();

/** The values that a name gives to the variables of one component of a template; null where it does not fit. */
export function matchName(component: string, name: string): PathVariables | null {
  let expression = expressions.get(component);
  if (expression === undefined) {
    const source = templateExpression(component, (variable) => variablePatterns[variable]);
    expression = new RegExp(`^${source}$`);
    expressions.set(component, expression);
  }
  const match = expression.exec(name);
  return match === null ? null : (match.groups ?? {});
}
