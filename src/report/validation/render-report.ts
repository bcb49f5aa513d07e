import { groupBy } from '../../base/collections.js';
import { escapeHtml, htmlPage, pngSource, scriptStart } from '../../base/html.js';
import { countOf, formatTime, printable } from '../../base/messages.js';
import { urlPath } from '../../tree/layout/build-path.js';
import type { TreeIssue } from '../../validate/finding.js';
import type { ValidationReport } from '../../validate/report.js';
import { formatBytes, formatDuration } from '../quantities.js';
import {
  contrastOf,
  formatConsequences,
  formatDigests,
  formatIssue,
  formatVerdict,
  type ReportExtras,
  renderPretty,
} from './render-pretty.js';

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

/** Renders a self-contained HTML page: findings with search and filters, and key images of runs. */
function renderHtml(report: ValidationReport, { rules, thumbnails }: ReportExtras): string {
  const explained = new Set(report.codes.map(({ code }) => code));
  const data = {
    codes: report.codes,
    findings: inOrder(report.findings),
    rules: rules.filter(({ code }) => explained.has(code)),
  };
  return htmlPage({
    title: `${formatVerdict(report)} – ${report.tree}`,
    style: pageStyle,
    script: pageScript,
    data,
    header: `<h1>${escapeHtml(report.tree)}</h1>
<p class="verdict ${report.verdict}" id="verdict">${escapeHtml(formatVerdict(report))}</p>
<p class="muted">${escapeHtml(looked(report))}</p>
${list('Not checked', report.notChecked)}${list('The validator itself failed', report.failures)}`,
    main: `${report.findings.length === 0 ? '<p id="none">No findings.</p>' : findings}
${images(report, thumbnails)}`,
  });
}

const findings = `<form id="filters">
<input type="search" id="search" placeholder="Search path, message, code" aria-label="Search">
<select id="severity" aria-label="Severity"><option value="">every severity</option><option>error</option><option>warning</option></select>
<select id="code" aria-label="Code"><option value="">every code</option></select>
<select id="run" aria-label="Run"><option value="">every run</option></select>
<output id="count"></output>
</form>
<h2>Rules</h2>
<div id="codes" class="list"></div>
<h2>Findings</h2>
<p id="nothing" hidden>No finding passes the filters.</p>
<table id="findings" class="wide"><thead><tr><th scope="col">severity</th><th scope="col">code</th><th scope="col">where</th><th scope="col">what</th><th scope="col">found</th><th scope="col">expected</th></tr></thead><tbody></tbody></table>
<button type="button" id="more" hidden>Show more</button>`;

/** Sorts findings by severity, errors first, then by code. */
function inOrder(findings: readonly TreeIssue[]): TreeIssue[] {
  const key = ({ severity, code }: TreeIssue) => `${severity} ${code}`;
  return findings.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Returns a line of what was checked, with tool, time and depth. */
function looked({ depth, layout, seconds, looked: seen, started, tool }: ValidationReport): string {
  const { datasets, runs, filesListed, bytesListed, bytesRead, chunksRead, chunks } = seen;
  const voxels = depth === 'headers' ? '' : `, ${chunksRead} of ${countOf(chunks, 'chunk')}`;
  return `${tool}, ${formatTime(started)}, ${formatDuration(seconds)}; ${layout === null ? '' : `${layout} layout, `}depth ${depth}: ${countOf(datasets, 'dataset')}, ${countOf(runs, 'run')}, ${countOf(filesListed, 'file')} of ${formatBytes(bytesListed)} listed, ${formatBytes(bytesRead)} read${voxels}${formatDigests(seen)}.`;
}

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<p>${title}:</p><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>\n`;
}

function images({ thumbnails: shown }: ValidationReport, content: ReadonlyMap<string, Uint8Array>): string {
  const figures = shown.flatMap(({ run, path }) => {
    const bytes = content.get(path);
    if (bytes === undefined) return [];
    return [
      `<button type="button" data-run="${escapeHtml(run)}"><img src="${pngSource(bytes)}" alt="">${escapeHtml(run)}</button>`,
    ];
  });
  return figures.length === 0
    ? ''
    : `<h2>Runs</h2>\n<section id="images" aria-label="Key images of runs">${figures.join('')}</section>`;
}

const pageStyle = `
#images { display: flex; flex-wrap: wrap; gap: .8rem; margin-top: 1.5rem; }
#images button { background: none; border: 1px solid var(--line); border-radius: .3rem; color: inherit; cursor: pointer; padding: .3rem; text-align: left; width: 148px; }
#images img { width: 134px; }
#findings td.code { overflow-wrap: normal; }
`;

/** Script of the page: fills the filters and shows the findings that pass them, a page at a time. */
const pageScript = `${scriptStart}  if (data.findings.length === 0) return;
  const page = 500;
  let shown = page;
  const runOf = (finding) => finding.run === null ? (finding.dataset ?? '') : finding.dataset + '/' + finding.run;
  const option = (select, value, text) => {
    const node = make('option', text);
    node.value = value;
    select.append(node);
  };
  for (const { code, count } of data.codes) option(element('code'), code, code + ' (' + count + ')');
  const runs = new Map();
  for (const finding of data.findings) {
    const run = runOf(finding);
    if (run !== '') runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  for (const [run, count] of [...runs].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))) option(element('run'), run, run + ' (' + count + ')');
  const withCode = (text) => {
    const node = document.createElement('p');
    node.append(...text.split('\\u0060').map((part, index) => index % 2 === 1 ? make('code', part) : part));
    return node;
  };
  const rules = new Map(data.rules.map((rule) => [rule.code, rule]));
  for (const { code, severity, count, omitted } of data.codes) {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    const rule = rules.get(code);
    summary.append(make('span', severity, severity), ' ' + code + ' \\u00d7 ' + count + (rule ? ': ' + rule.title : ''));
    details.append(summary);
    if (rule) details.append(withCode(rule.why), withCode('To fix: ' + rule.fix));
    if (omitted > 0) details.append(make('p', omitted + ' further findings are counted and not listed.'));
    element('codes').append(details);
  }
  const matches = () => {
    const text = element('search').value.toLowerCase();
    const severity = element('severity').value;
    const code = element('code').value;
    const run = element('run').value;
    return data.findings.filter((finding) =>
      (severity === '' || finding.severity === severity) &&
      (code === '' || finding.code === code) &&
      (run === '' || runOf(finding) === run) &&
      (text === '' || [finding.path, finding.message, finding.code, finding.found, finding.expected]
        .some((field) => field?.toLowerCase().includes(text))));
  };
  const show = () => {
    const found = matches();
    const body = element('findings').tBodies[0];
    body.replaceChildren(...found.slice(0, shown).map((finding) => {
      const row = document.createElement('tr');
      const place = finding.path + (finding.line ? ':' + finding.line : '');
      const what = ({ message, hint, consequences = [] }) => {
        const node = make('td', hint ? message + ' (hint: ' + hint + ')' : message);
        if (consequences.length === 0) return node;
        const details = document.createElement('details');
        const list = document.createElement('ul');
        list.append(...consequences.map((each) => make('li', each.code + ' ' + each.path + ': ' + each.message)));
        details.append(make('summary', consequences.length + (consequences.length === 1 ? ' follows' : ' follow') + ' from it'), list);
        node.append(details);
        return node;
      };
      const cell = (text, className, label) => {
        const node = make('td', text ?? '', className);
        if (label) node.dataset.label = label;
        return node;
      };
      row.append(
        cell(finding.severity, finding.severity), cell(finding.code, 'code'), cell(place, 'path'),
        what(finding), cell(finding.found, '', 'found'), cell(finding.expected, '', 'expected'));
      return row;
    }));
    element('count').textContent = found.length + ' of ' + data.findings.length + ' findings';
    element('more').hidden = found.length <= shown;
    element('findings').hidden = found.length === 0;
    element('nothing').hidden = found.length > 0;
  };
  element('filters').addEventListener('input', () => { shown = page; show(); });
  element('filters').addEventListener('submit', (event) => event.preventDefault());
  element('more').addEventListener('click', () => { shown += page; show(); });
  for (const button of document.querySelectorAll('#images button')) {
    button.addEventListener('click', () => {
      const { run } = button.dataset;
      element('run').value = runs.has(run) ? run : '';
      show();
    });
  }
  show();
})();
`;
