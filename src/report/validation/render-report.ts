import { groupBy } from '../../base/collections.js';
import { printable } from '../../base/messages.js';
import { urlPath } from '../../tree/layout/build-path.js';
import type { TreeIssue } from '../../validate/finding.js';
import type { ValidationReport } from '../../validate/report.js';
import {
  contrastOf,
  formatConsequences,
  formatIssue,
  type ReportExtras,
  renderPretty,
} from './render-pretty.js';
import { renderHtml } from './report-page.js';

type ReportFormat = 'pretty' | 'json' | 'junit' | 'sarif' | 'html';

/** Renders a validation in a format, with a line feed at the end. */
export function renderReport(report: ValidationReport, format: ReportFormat, extras: ReportExtras): string {
  return renderers[format](report, extras);
}

const renderers: Readonly<Record<ReportFormat, (report: ValidationReport, extras: ReportExtras) => string>> =
  { pretty: renderPretty, json: renderJson, junit: renderJunit, sarif: renderSarif, html: renderHtml };

/** Renders the report as JSON, without thumbnails; its key `version` is that of the format. */
function renderJson({ thumbnails: _, findings, ...report }: ValidationReport): string {
  return `${JSON.stringify({ ...report, findings: findings.map(describeFinding) }, null, 2)}\n`;
}

/** Returns the JSON form of a finding; only `hint`, `line`, `voxel` and `consequences` may be absent. */
function describeFinding(finding: TreeIssue): Record<string, unknown> {
  const { code, severity, path, entity, dataset, run, message, hint, line, voxel, rule } = finding;
  const { found = null, expected = null } = finding;
  const consequences = finding.consequences?.map(describeFinding);
  const location = { code, severity, path, entity, dataset, run };
  return { ...location, message, found, expected, hint, line, voxel, rule, consequences };
}

/** Renders JUnit XML: one test case for each broken rule, and one for all others. */
function renderJunit(report: ValidationReport, { rules }: Pick<ReportExtras, 'rules'>): string {
  const byCode = groupBy(report.findings, ({ code }) => code);
  const titles = new Map(rules.map(({ code, title }) => [code, title]));
  const failed = report.codes.filter(({ severity }) => severity === 'error').length;
  const cases = report.codes.flatMap(({ code, severity, count }) => {
    const lines = (byCode.get(code) ?? [])
      .flatMap((finding) => [formatIssue(finding), ...formatConsequences(finding)])
      .join('\n');
    const name = `${code}: ${titles.get(code) ?? ''}`;
    const isError = severity === 'error';
    return [
      `    <testcase classname="${escapeXml(report.tree)}" name="${escapeXml(name)}">`,
      isError
        ? `      <failure message="${count} findings" type="${escapeXml(code)}">${escapeXml(lines)}</failure>`
        : `      <system-out>${escapeXml(lines)}</system-out>`,
      '    </testcase>',
    ];
  });
  const attributes = `name="${escapeXml(`cryoet validate ${report.tree}`)}" tests="${report.codes.length + 1}" failures="${failed}" errors="${report.failures.length}" time="${report.seconds}"`;
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${attributes} timestamp="${report.started}">`,
    ...cases,
    `    <testcase classname="${escapeXml(report.tree)}" name="every other rule">`,
    ...report.failures.map((line) => `      <error message="${escapeXml(printable(line))}"/>`),
    '    </testcase>',
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')}\n`;
}

function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write them
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/**
 * Renders SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format): a result for each finding, with the rules
 * that explain them. Editors and code hosts show it beside the files; paths are below the root of the tree.
 */
function renderSarif(report: ValidationReport, { rules }: Pick<ReportExtras, 'rules'>): string {
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
