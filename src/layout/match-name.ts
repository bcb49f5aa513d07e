import type { SlotVariables } from './slot-path.js';
import { variablePatterns } from './slots.js';
import { templateExpression } from './template-expression.js';

const expressions = new Map<string, RegExp>();

/** The values that a name gives to the variables of one component of a template; null where it does not fit. */
export function matchName(component: string, name: string): SlotVariables | null {
  let expression = expressions.get(component);
  if (expression === undefined) {
    const source = templateExpression(component, (variable) => variablePatterns[variable]);
    expression = new RegExp(`^${source}$`);
    expressions.set(component, expression);
  }
  const match = expression.exec(name);
  return match === null ? null : (match.groups ?? {});
}
