import { ConfigError } from '../base/errors.js';
import type { Issue } from '../base/issue.js';
import { countOf, describeFacts, printLines } from '../base/messages.js';
import { showError, tableCommand } from './command.js';
import { validateConfigOptions } from './options/validate-options.js';

export const ValidateConfigCommand = tableCommand({
  path: ['validate', 'config'],
  description: 'check ingestion configurations',
  details: `
    Checks each FILE against the schema and then against the rules that a schema cannot hold, and prints every
    problem with its line and column.

    Exit status: 0 no errors, 1 errors, 2 could not run.
  `,
  examples: [['Check two configurations', 'cryoet validate config 10000.yaml 10001.yaml']],
  arguments: { files: '<FILE> ...' },
  options: validateConfigOptions,
  async run({ files, format }, context) {
    const { checkConfigFile } = await import('../api/config.js');
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
  },
});

/** Returns the JSON form of an issue, with its keys in a fixed order. */
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
  return printLines([...lines, unreadable === 0 ? counts : `${counts}; ${unreadable} could not be read`]);
}
