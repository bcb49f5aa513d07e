import { escapeHtml, htmlPage, pngSource, scriptStart } from '../../base/html.js';
import { countOf, formatTime, printable } from '../../base/messages.js';
import type { Severity } from '../../diff/change.js';
import type { DiffReport } from '../../diff/compare-trees.js';
import type { DrawnSection } from '../../diff/draw-sections.js';
import { type Paint, plain } from '../paint.js';
import { formatDuration } from '../quantities.js';
import {
  type ComparisonBlock,
  comparisonBlocks,
  formatTotals,
  formatVerdict,
  type ShownChange,
} from './comparison-blocks.js';

type ComparisonFormat = 'pretty' | 'json' | 'html';

interface ComparisonExtras extends PrettyOptions {
  /** Sections of changed volumes for the page. */
  readonly sections: readonly DrawnSection[];
}

/** Renders a comparison in a format, with a line feed at the end. */
export function renderComparison(report: DiffReport, format: ComparisonFormat, extras: ComparisonExtras) {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'html':
      return renderHtml(report, extras.sections);
    case 'pretty':
      return renderPretty(report, extras);
  }
}

interface PrettyOptions {
  /** `summary` omits the entities, `names` omits their changes. */
  readonly detail: 'all' | 'names' | 'summary';
  /** True to list unchanged entities too. */
  readonly all?: boolean;
  /** Most lines of changes. */
  readonly maxDetails: number;
  /** Colors of a terminal; none by default. */
  readonly paint?: Paint;
}

const paintOf = { '=': 'dim', '~': 'yellow', '+': 'green', '-': 'red' } as const;
const severityPaint: Readonly<Record<Severity, keyof Paint>> = {
  science: 'red',
  metadata: 'yellow',
  storage: 'dim',
  time: 'dim',
};

/**
 * Renders a report for a terminal: a line for each entity (`~` changed, `+` only in B, `-` only in A, with `all` also
 * `=`) or for its counterparts in many runs, with the changes that count as differences; then totals and verdict.
 */
export function renderPretty(
  report: DiffReport,
  { detail, all = false, maxDetails, paint = plain }: PrettyOptions,
): string {
  const lines: string[] = [];
  let left = maxDetails;
  let omitted = 0;
  const blocks = detail === 'summary' ? [] : comparisonBlocks(report);
  for (const block of blocks.filter(({ symbol, changes }) => all || symbol !== '=' || changes.length > 0)) {
    const { symbol, label } = block;
    lines.push(`${paint[paintOf[symbol]](symbol)} ${printable(label)}${remark(block)}`);
    if (detail === 'names' || symbol === '+' || symbol === '-') continue;
    for (const { change, text } of block.changes) {
      const severity = paint[severityPaint[change.severity]](change.severity);
      if (left > 0) lines.push(`    ${severity}  ${printable(text)}`);
      else omitted += 1;
      left -= 1;
    }
  }
  if (omitted > 0)
    lines.push(`… and ${countOf(omitted, 'more change')}; --max-details or --format json shows them`);
  if (lines.length > 0) lines.push('');
  const verdict = paint[report.verdict === 'same' ? 'green' : 'red'](printable(formatVerdict(report)));
  return `${[...lines, ...formatTotals(report).map(printable), verdict].join('\n')}\n`;
}

/** The number of changes by severity that get no line. */
function remark({ noise }: ComparisonBlock): string {
  const counts = new Map<Severity, number>();
  for (const { change, count } of noise) {
    counts.set(change.severity, (counts.get(change.severity) ?? 0) + count);
  }
  const texts = [...counts].map(([severity, count]) => `${count} ${severity}`);
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`;
}

/** Renders a self-contained HTML page: changes with filters, and sections of changed volumes. */
function renderHtml(report: DiffReport, sections: readonly DrawnSection[]): string {
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
  const data = ({ change: { severity, kind }, ...shown }: ShownChange) => ({ severity, kind, ...shown });
  const type = entities[0]?.type;
  const runs = entities.flatMap(({ run }) => (run === null ? [] : [run]));
  return { symbol, label, type, runs, changes: changes.map(data), noise: noise.map(data) };
}

/** Tool, time and tolerances of the comparison, as one line. */
function circumstances({ tool, started, seconds, options, failOn }: DiffReport): string {
  const { absolute, relative } = options.tolerance;
  return `${tool}, ${formatTime(started)}, ${formatDuration(seconds)}; absolute tolerance ${absolute}, relative tolerance ${relative}, points matched within ${options.pointRadius} voxels, differences are ${failOn.join(' and ')}. A is the first tree, B the second.`;
}

/** Markup of a section, with the index of the block of its volume. */
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

const pageStyle = `
.symbol { display: inline-block; font-family: ui-monospace, monospace; width: 1.2rem; }
#entities p { border: 1px solid var(--line); border-radius: .3rem; margin: 0; padding: .3rem .6rem; }
#entities details details { margin: .4rem 0; }
#entities td:first-child { overflow-wrap: normal; width: 1%; }
.triple { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); margin: .4rem 0 .8rem; }
.triple img { image-rendering: pixelated; width: 100%; max-width: 384px; }
`;

/** Script of the page: lists the blocks that pass the filters, a page at a time. */
const pageScript = `${scriptStart}  const page = 300;
  let shown = page;
  const types = new Map();
  for (const { type, entities } of data.blocks) types.set(type, (types.get(type) || 0) + entities.length);
  for (const [type, count] of [...types].sort()) {
    const option = make('option', type.replaceAll('_', ' ') + ' (' + count + ')');
    option.value = type;
    element('type').append(option);
  }
  const pictures = new Map();
  for (const node of document.querySelectorAll('#pictures > [data-block]')) {
    const list = pictures.get(node.dataset.block) || [];
    pictures.set(node.dataset.block, [...list, node]);
  }
  const isShown = (block, text, severity, type, everything) =>
    (everything || block.symbol !== '=' || block.changes.length > 0) &&
    (type === '' || block.type === type) &&
    (severity === '' || [...block.changes, ...block.noise].some((change) => change.severity === severity)) &&
    (text === '' || [block.label, ...block.runs, ...block.changes.map((change) => change.text)]
      .some((line) => line.toLowerCase().includes(text)));
  const row = ({ severity, kind, text, count }) => {
    const line = document.createElement('tr');
    const name = kind === 'unreadable' ? kind : severity;
    line.append(make('td', name, name), make('td', text + (count > 1 ? ' (' + count + ' times)' : '')));
    return line;
  };
  const table = (changes) => {
    const node = document.createElement('table');
    node.append(...changes.map(row));
    return node;
  };
  const folded = (title, content) => {
    const node = document.createElement('details');
    node.append(make('summary', title), content);
    return node;
  };
  const times = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's');
  const item = (block) => {
    const { symbol, label, changes, noise, runs, index } = block;
    const mark = make('span', symbol, 'symbol');
    if (changes.length + noise.length === 0) {
      const paragraph = document.createElement('p');
      paragraph.append(mark, label);
      return paragraph;
    }
    const details = document.createElement('details');
    details.open = symbol === '~';
    const summary = document.createElement('summary');
    summary.append(mark, label + (changes.length === 0 ? '' : ' (' + times(changes.length, 'change') + ')'));
    details.append(summary);
    if (changes.length > 0) details.append(table(changes.map((change) => ({ ...change, count: 1 }))));
    if (runs.length > 1) details.append(folded(times(runs.length, 'run'), make('p', runs.join(', '))));
    details.append(...(pictures.get(String(index)) || []));
    const sum = noise.reduce((total, { count }) => total + count, 0);
    const kinds = [...new Set(noise.map(({ severity }) => severity))].join(' and ');
    if (sum > 0) details.append(folded(times(sum, 'change') + ' of ' + kinds + ' only', table(noise)));
    return details;
  };
  const entitiesOf = (blocks) => new Set(blocks.flatMap(({ entities }) => entities)).size;
  const show = () => {
    const text = element('search').value.toLowerCase();
    const found = data.blocks.filter((block) =>
      isShown(block, text, element('severity').value, element('type').value, element('everything').checked));
    element('entities').replaceChildren(...found.slice(0, shown).map(item));
    element('count').textContent = entitiesOf(found) + ' of ' + entitiesOf(data.blocks) + ' entities';
    element('nothing').hidden = found.length > 0;
    element('more').hidden = found.length <= shown;
  };
  element('filters').addEventListener('input', () => { shown = page; show(); });
  element('filters').addEventListener('submit', (event) => event.preventDefault());
  element('more').addEventListener('click', () => { shown += page; show(); });
  show();
})();
`;
