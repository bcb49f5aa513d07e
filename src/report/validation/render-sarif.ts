import { printable } from '../../base/messages.js';
import { urlPath } from '../../tree/layout/build-path.js';
import type { TreeIssue } from '../../validate/finding.js';
import type { ValidationReport } from '../../validate/report.js';
import { contrastOf, formatConsequences, type ReportExtras } from './render-pretty.js';

/**
 * Renders SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format): a result for each finding, with the rules
 * that explain them. Editors and code hosts show it beside the files; paths are below the root of the tree.
 */
export function renderSarif(report: ValidationReport, { rules }: Pick<ReportExtras, 'rules'>): string {
  const codes = report.codes.map(({ code }) => code);
  const [name = 'cryoet-ingest', version] = report.tool.split(' ');
  const explained = report.codes.map(({ code, severity }) => {
    const rule = rules.find((each) => each.code === code);
    return {
      id: code,
      shortDescription: { text: rule?.title ?? code },
      ...(rule === undefined ? {} : { fullDescription: { text: rule.why }, help: { text: rule.fix } }),
      defaultConfiguration: { level: severity },
    };
  });
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name, version, rules: explained } },
        originalUriBaseIds: { TREE: { description: { text: report.tree } } },
        invocations: [
          {
            executionSuccessful: report.verdict !== 'incomplete',
            startTimeUtc: report.started,
            toolExecutionNotifications: report.failures.map((text) => ({
              level: 'error',
              message: { text },
            })),
          },
        ],
        results: report.findings.map((finding) => resultOf(finding, codes)),
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function resultOf(finding: TreeIssue, codes: readonly string[]): Record<string, unknown> {
  const { code, severity, path, line, message } = finding;
  const consequences = formatConsequences(finding).map((each) => each.trim());
  const text = [message, ...contrastOf(finding), ...consequences].join('; ');
  const physicalLocation = {
    artifactLocation: { uri: urlPath(printable(path)) || '.', uriBaseId: 'TREE' },
    ...(line === undefined ? {} : { region: { startLine: line } }),
  };
  const locations = [{ physicalLocation }];
  return { ruleId: code, ruleIndex: codes.indexOf(code), level: severity, message: { text }, locations };
}
