import { countOf } from '../../../errors/index.js';
import { escapeHtml } from '../../../html/escape-html.js';
import { htmlPage } from '../../../html/html-page.js';
import { pngSource } from '../../../html/png-source.js';
import type { TreeIssue, ValidationReport } from '../../../validate/index.js';
import { formatBytes } from '../../format-bytes.js';
import { formatDuration } from '../../format-duration.js';
import { formatDigests, formatVerdict } from '../render-pretty.js';
import type { ReportExtras } from '../report-extras.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

/** One page that needs nothing else: the findings with search and filters, and the runs' key images. */
export function renderHtml(report: ValidationReport, { rules, thumbnails }: ReportExtras): string {
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

/** Errors first, then by code; within a code by path. */
function inOrder(findings: readonly TreeIssue[]): TreeIssue[] {
  const key = ({ severity, code }: TreeIssue) => `${severity} ${code}`;
  return findings.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function looked({ depth, layout, seconds, looked: seen, started, tool }: ValidationReport): string {
  const { datasets, runs, filesListed, bytesListed, bytesRead, filesRead, chunksRead, chunks } = seen;
  const voxels = depth === 'headers' ? '' : `, ${chunksRead} of ${countOf(chunks, 'chunk')}`;
  return `${tool}, ${started}, ${formatDuration(seconds)}; ${layout === null ? '' : `${layout} layout, `}depth ${depth}: ${countOf(datasets, 'dataset')}, ${countOf(runs, 'run')}, ${countOf(filesListed, 'file')} of ${formatBytes(bytesListed)} listed, ${formatBytes(bytesRead)} of ${countOf(filesRead, 'file')} read${voxels}${formatDigests(seen)}.`;
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
