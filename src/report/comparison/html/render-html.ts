import type { DiffReport, DrawnSection, EntityDiff } from '../../../diff/index.js';
import { escapeHtml } from '../../../html/escape-html.js';
import { formatDuration } from '../../format-duration.js';
import { htmlPage, pngSource } from '../../html/html-page.js';
import { describeChange } from '../describe-change.js';
import { formatTotals, formatVerdict } from '../format-totals.js';
import { judgeEntity } from '../judge-entity.js';
import { labelEntity } from '../label-entity.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

/** One page that needs nothing else: entities and their changes with filters, sections of the changed volumes. */
export function renderHtml(report: DiffReport, sections: readonly DrawnSection[]): string {
  const { trees, verdict } = report;
  const title = `${formatVerdict(report)} – ${trees.a} and ${trees.b}`;
  const severities = Object.keys(report.totals.severities);
  return htmlPage({
    title,
    style: pageStyle,
    script: pageScript,
    data: { entities: report.entities.map((entity) => entityData(entity, report)) },
    body: `<header>
<h1>${escapeHtml(trees.a)} → ${escapeHtml(trees.b)}</h1>
<p id="verdict" class="${verdict}">${escapeHtml(formatVerdict(report))}</p>
${[...formatTotals(report), circumstances(report)].map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
</header>
<main>
<form id="filters">
<input type="search" id="search" placeholder="Search entities and changes" aria-label="Search">
<select id="severity" aria-label="Severity"><option value="">every severity</option>${severities
      .map((severity) => `<option>${severity}</option>`)
      .join('')}</select>
<select id="type" aria-label="Type"><option value="">every type</option></select>
<label><input type="checkbox" id="everything"> also what is the same or only stored differently</label>
<output id="count"></output>
</form>
<div id="entities"></div>
<button type="button" id="more" hidden>Show more</button>
<section id="sections">${sections.map(sectionMarkup).join('\n')}</section>
</main>`,
  });
}

function entityData(entity: EntityDiff, { failOn }: DiffReport): unknown {
  return {
    type: entity.type,
    label: labelEntity(entity),
    symbol: judgeEntity(entity, failOn).symbol,
    changes: entity.changes.map((change) => ({
      severity: change.severity,
      kind: change.kind,
      file: baseName(change.files.b ?? change.files.a),
      text: describeChange(change),
    })),
  };
}

function circumstances({ tool, started, seconds, options, failOn }: DiffReport): string {
  const { absolute, relative } = options.tolerance;
  return `${tool}, ${started}, ${formatDuration(seconds)}; tolerance ${absolute} and ${relative} relative, points matched within ${options.pointRadius} voxels, differences are ${failOn.join(' and ')}.`;
}

function sectionMarkup({ path, level, z, reason, a, b, difference, largest }: DrawnSection): string {
  const figure = (bytes: Uint8Array, caption: string) =>
    `<figure><img src="${pngSource(bytes)}" alt="${escapeHtml(caption)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
  return `<h2>${escapeHtml(path)}${level === null ? '' : `, level ${level}`}, section z ${z} (${reason})</h2>
<div class="triple">${figure(a, 'A')}${figure(b, 'B')}${figure(difference, `B − A: red above, blue below, at most ${Number(largest.toPrecision(4))}`)}</div>`;
}

function baseName(path: string | null): string {
  return path === null ? '' : path.slice(path.lastIndexOf('/') + 1);
}
