import type { DiffReport, DrawnSection } from '../../../diff/index.js';
import { escapeHtml } from '../../../html/escape-html.js';
import { htmlPage } from '../../../html/html-page.js';
import { pngSource } from '../../../html/png-source.js';
import { formatDuration } from '../../format-duration.js';
import { type ComparisonBlock, comparisonBlocks, type ShownChange } from '../blocks.js';
import { formatTotals, formatVerdict } from '../format-totals.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

/** One page that needs nothing else: what changed with filters, each changed volume with its sections. */
export function renderHtml(report: DiffReport, sections: readonly DrawnSection[]): string {
  const { trees, verdict } = report;
  const severities = Object.keys(report.totals.severities);
  const blocks = comparisonBlocks(report);
  const indexOf = new Map(report.entities.map((entity, index) => [entity, index]));
  return htmlPage({
    title: `${formatVerdict(report)} – ${trees.a} and ${trees.b}`,
    style: pageStyle,
    script: pageScript,
    data: {
      blocks: blocks.map((block, index) => ({
        index,
        ...blockData(block),
        entities: block.entities.map((entity) => indexOf.get(entity)),
      })),
    },
    header: `<h1>${escapeHtml(trees.a)} → ${escapeHtml(trees.b)}</h1>
<p id="verdict" class="verdict ${verdict}">${escapeHtml(formatVerdict(report))}</p>
${formatTotals(report)
  .map((line) => `<p>${escapeHtml(line)}</p>`)
  .join('\n')}
<p class="muted">${escapeHtml(circumstances(report))}</p>`,
    main: `<form id="filters">
<input type="search" id="search" placeholder="Search entities and changes" aria-label="Search">
<select id="severity" aria-label="Severity"><option value="">every severity</option>${severities
      .map((severity) => `<option>${severity}</option>`)
      .join('')}</select>
<select id="type" aria-label="Type"><option value="">every type</option></select>
<label><input type="checkbox" id="everything"> also what is the same or only stored differently</label>
<output id="count"></output>
</form>
<p id="nothing" hidden>No change to show.</p>
<div id="entities" class="list"></div>
<button type="button" id="more" hidden>Show more</button>
<div id="pictures" hidden>${sections.map((section) => sectionMarkup(section, blocks)).join('\n')}</div>`,
  });
}

function blockData({ symbol, label, entities, changes, noise }: ComparisonBlock) {
  const data = ({ change, text, count }: ShownChange) => ({
    severity: change.severity,
    kind: change.kind,
    text,
    count,
  });
  return {
    symbol,
    label,
    type: entities[0]?.type,
    runs: entities.flatMap(({ run }) => (run === null ? [] : [run])),
    changes: changes.map(data),
    noise: noise.map(data),
  };
}

function circumstances({ tool, started, seconds, options, failOn }: DiffReport): string {
  const { absolute, relative } = options.tolerance;
  return `${tool}, ${started}, ${formatDuration(seconds)}; tolerance ${absolute} and ${relative} relative, points matched within ${options.pointRadius} voxels, differences are ${failOn.join(' and ')}.`;
}

/** Sections with the block of the volume that they are of. */
function sectionMarkup(section: DrawnSection, blocks: readonly ComparisonBlock[]): string {
  const { path, level, z, reason, a, b, difference, largest } = section;
  const figure = (bytes: Uint8Array, caption: string) =>
    `<figure><img src="${pngSource(bytes)}" alt="${escapeHtml(caption)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
  const owners = blocks.filter(({ entities }) =>
    entities.some(({ changes }) => changes.some(({ kind, files }) => kind === 'voxels' && files.b === path)),
  );
  const owner =
    owners.find(({ changes }) => changes.some(({ change }) => change.kind === 'voxels')) ?? owners[0];
  return `<div data-block="${owner === undefined ? -1 : blocks.indexOf(owner)}"><h3>${escapeHtml(path)}${level === null ? '' : `, level ${level}`}, section z ${z} (${reason})</h3>
<div class="triple">${figure(a, 'A')}${figure(b, 'B')}${figure(difference, `B − A: red above, blue below, at most ${Number(largest.toPrecision(4))}`)}</div></div>`;
}
