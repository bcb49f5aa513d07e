import type { TreeIssue, ValidationReport } from '../../validate/index.js';
import { formatConsequences, formatIssue } from './render-pretty.js';
import type { ReportExtras } from './report-extras.js';

/** JUnit XML: a suite, with one case for each rule that was broken and one that stands for all the others. */
export function renderJunit(report: ValidationReport, { rules }: Pick<ReportExtras, 'rules'>): string {
  const byCode = new Map<string, TreeIssue[]>();
  for (const finding of report.findings) {
    const alike = byCode.get(finding.code) ?? [];
    byCode.set(finding.code, alike);
    alike.push(finding);
  }
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
    ...report.failures.map((line) => `      <error message="${escapeXml(line)}"/>`),
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
