import type { Float } from '../../json/index.js';

/** What a variable can stand for. */
export type TemplateValue = string | number | boolean | null | Float;

/** Variables by name. */
export type TemplateVariables = ReadonlyMap<string, TemplateValue>;

/** A value as templates print it: `None`, `True`, `60.0`, `4`. */
export function printValue(value: TemplateValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value.toString();
}
