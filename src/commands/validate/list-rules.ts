import { validationRules as rules } from '../../api/validate.js';

/** Every rule, as a table for people or as JSON. */
export function listRules(format: 'pretty' | 'json'): string {
  if (format === 'json') {
    const described = rules.map(({ code, family, severity, on, needs, title, why, fix }) => ({
      code,
      family,
      severity,
      context: on,
      needs: ['listing', ...needs],
      title,
      why,
      fix,
    }));
    return `${JSON.stringify(described, null, 2)}\n`;
  }
  const width = Math.max(...rules.map(({ code }) => code.length));
  const lines = rules.map(
    ({ code, severity, title }) => `${code.padEnd(width)}  ${severity.padEnd(7)}  ${title}`,
  );
  return `${lines.join('\n')}\n`;
}
