import type { RuleText } from '../../issues/index.js';

/** A rule with a sentence on what it looks at or when it is applied, the directory of its code, and what applies it. */
export interface ExplainedRule extends RuleText {
  readonly source: string;
  readonly scope: string;
  readonly applied: {
    /** Applied to what `npm run demo` makes. */
    readonly command: string;
    /** Whether the command can apply some rules alone. */
    readonly selects: boolean;
    /** Arguments without which it does not apply this rule. */
    readonly needs: readonly string[];
    /** Commands that make what it looks at. */
    readonly after: readonly string[];
  };
}

/** A code of a failure that breaks no rule. */
export type FailureText = Pick<RuleText, 'code' | 'title' | 'why' | 'fix'>;

/** The pages that explain the rules: an index, and one page for each family. File names with their text. */
export function ruleFiles(rules: readonly ExplainedRule[]): Map<string, string> {
  const families = new Map<string, ExplainedRule[]>();
  for (const rule of rules) families.set(rule.family, [...(families.get(rule.family) ?? []), rule]);
  const pages = [...families].map(([family, own]) => [`${family}.md`, familyPage(family, own)] as const);
  return new Map([['README.md', indexPage(families)], ...pages]);
}

function indexPage(families: ReadonlyMap<string, readonly ExplainedRule[]>): string {
  const sections = [...families].map(([family, rules]) =>
    [
      `## [${family}](${family}.md)`,
      '',
      ...table([
        ['code', 'severity', ''],
        ...rules.map(({ code, severity, title }) => [
          `[${code}](${family}.md#${code.toLowerCase()})`,
          severity,
          title,
        ]),
      ]),
      '',
    ].join('\n'),
  );
  return `# Rules of cryoet validate

Made from \`src/validate/rules\` by \`npm run rules\`. A code keeps its meaning for ever; new ones are added. The pages whose
names begin with config, from \`src/config/rules\`, are those of \`cryoet validate config\`; those that begin with source, from
\`src/sources/rules\`, are those of \`cryoet validate source\`, of dry runs and of ingests.

${sections.join('\n')}`;
}

/** A Markdown table with its columns in line, as the formatter of the repository wants it. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

function familyPage(family: string, rules: readonly ExplainedRule[]): string {
  const sections = rules.map(ruleSection);
  return `# Rules: ${family}

Made from \`${rules[0]?.source}\` by \`npm run rules\`; [all rules](README.md).

To check the demo for these rules, and to read of one in a terminal:

\`\`\`sh
${exampleCommands(rules).join('\n')}
\`\`\`

${sections.join('\n')}`;
}

function exampleCommands(rules: readonly ExplainedRule[]): string[] {
  const codes = rules.map(({ code }) => code);
  const needs = new Set(rules.flatMap(({ applied }) => applied.needs));
  const checks = [...new Set(rules.map(({ applied }) => applied.command))].map((command) => {
    const selects = rules.some(({ applied }) => applied.command === command && applied.selects);
    return [command, ...(selects ? [`--rule ${codes.join(',')}`] : []), ...needs].join(' ');
  });
  const first = new Set(rules.flatMap(({ applied }) => applied.after));
  return [...first, ...checks, `cryoet explain ${codes[0]}`];
}

/** What a rule demands, why, and how to fix what breaks it, as Markdown. */
export function ruleSection({ code, severity, scope, title, why, fix, example }: ExplainedRule): string {
  return [
    `## ${code}`,
    '',
    `**${title}.** ${capital(severity)}. ${scope}.`,
    '',
    why,
    '',
    `To fix: ${fix}`,
    '',
    ...(example === undefined ? [] : ['```yaml', example.trimEnd(), '```', '']),
  ].join('\n');
}

/** What a code of a failed item means that is no rule, as Markdown. */
export function failureSection({ code, title, why, fix }: FailureText): string {
  return [`## ${code}`, '', `**${title}.** It breaks no rule.`, '', why, '', `To fix: ${fix}`, ''].join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
