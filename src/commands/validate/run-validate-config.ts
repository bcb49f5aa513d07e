import type { BaseContext } from 'clipanion';
import { checkConfigFile, type Issue } from '../../api/config.js';
import { ConfigError, countOf, describeFacts } from '../../errors/index.js';
import { showError } from '../show-error.js';
import type { ValidateConfigArguments } from './validate-config-arguments.js';

/** Checks configurations and prints what is wrong; returns the exit status. */
export async function runValidateConfig(
  { files, format }: ValidateConfigArguments,
  context: BaseContext,
): Promise<number> {
  const issues: Issue[] = [];
  let unreadable = 0;
  for (const file of files) {
    try {
      issues.push(...(await checkConfigFile(file)));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      unreadable += 1;
      showError(error, context.stderr, false);
    }
  }
  if (format === 'json') context.stdout.write(`${JSON.stringify(issues.map(describeIssue), null, 2)}\n`);
  else context.stdout.write(formatIssues(issues, files.length - unreadable, unreadable));
  if (unreadable > 0) return 2;
  return issues.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** The keys of the JSON form in their order; those that an issue lacks are left out. */
function describeIssue(issue: Issue): Record<string, unknown> {
  const { code, severity, path, line, column, keyPath, message, expected, found, hint } = issue;
  return { code, severity, path, line, column, keyPath, message, expected, found, hint };
}

function formatIssues(issues: readonly Issue[], checked: number, unreadable: number): string {
  if (checked === 0) return '';
  const lines = issues.map(
    ({ severity, code, message, ...facts }) => `${describeFacts(message, facts)} [${severity} ${code}]`,
  );
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const counts = `${countOf(checked, 'configuration')}, ${countOf(errors, 'error')}, ${countOf(issues.length - errors, 'warning')}`;
  return `${[...lines, unreadable === 0 ? counts : `${counts}; ${unreadable} could not be read`].join('\n')}\n`;
}
