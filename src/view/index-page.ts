import { escapeHtml, htmlPage } from '../base/html.js';
import { textAt } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import { type CheckState, checkSection, countFindings } from './check-state.js';
import { authorLine, readableFacts } from './readable-facts.js';
import { anglePicture } from './section-plot.js';
import {
  distinct,
  type IndexedDataset,
  type IndexedRun,
  type IndexedTomogram,
  sectionsOf,
} from './tree-contents.js';
import { viewStyle } from './view-style.js';

export interface PageLinks {
  runUrl(dataset: string, run: string): string;
  fileUrl(path: string): string;
  /** Returns the URL of the viewer with a tomogram's state; null without a viewer. */
  viewerUrl(tomogram: Pick<IndexedTomogram, 'state'>): string | null;
}

interface IndexPage {
  /** Location of the tree as the user named it. */
  readonly tree: string;
  /** Nonce of the page's own style and script. */
  readonly nonce: string;
  readonly datasets: readonly IndexedDataset[];
  readonly links: PageLinks;
  /** URL of the page that checks and compares folders; null if it is not built. */
  readonly webUrl: string | null;
  /** State of a validation; null without one. */
  readonly check: CheckState | null;
}

/** Renders the first page: datasets and runs with their key images, each a link to the viewer. */
export function indexPage(page: IndexPage): string {
  const runs = page.datasets.reduce((sum, dataset) => sum + dataset.runs.length, 0);
  return htmlPage({
    title: `${page.tree} · cryoet view`,
    nonce: page.nonce,
    style: viewStyle,
    script,
    header: `<h1>${escapeHtml(page.tree)}</h1>
<p class="muted">${countOf(page.datasets.length, 'dataset')}, ${countOf(runs, 'run')}${page.webUrl === null ? '' : ` · <a href="${page.webUrl}">check or compare a folder in this browser</a>`}</p>
<input type="search" placeholder="Filter runs" aria-label="Filter runs" id="filter">
${facetFields(page.datasets.flatMap((dataset) => dataset.runs))}`,
    main: `${page.check === null ? '' : checkSection(page.check)}
${page.datasets.map((dataset) => datasetSection(dataset, page)).join('\n')}`,
  });
}

function datasetSection(dataset: IndexedDataset, page: IndexPage): string {
  return `<section>
${datasetHeader(dataset)}
<div class="runs">
${dataset.runs.map((run) => runCard(dataset.id, run, page.links, page.check)).join('\n')}
</div>
</section>`;
}

/** Renders the heading of a dataset, with what its metadata state. */
export function datasetHeader({ id, title, metadata }: IndexedDataset): string {
  const description = textAt(metadata, 'dataset_description') ?? '';
  return `<h2>${escapeHtml(id)}${title === null ? '' : ` <small>${escapeHtml(title)}</small>`}</h2>
${authorLine(metadata)}${readableFacts('dataset', metadata)}${description === '' ? '' : `<p class="muted">${escapeHtml(description)}</p>`}`;
}

/** Renders the card of a run: its picture, links to its tomograms and to its page, and the number of its findings. */
export function runCard(dataset: string, run: IndexedRun, links: PageLinks, check: CheckState | null) {
  const href = escapeHtml(links.runUrl(dataset, run.name));
  const found = badge(`${dataset}/${run.name}`, check);
  const [first] = run.tomograms;
  if (first === undefined) return tiltSeriesCard(run, href, found);
  const shown = run.tomograms.find(({ image }) => image !== null)?.image ?? null;
  const picture =
    shown === null
      ? '<span class="none">no key image</span>'
      : `<img loading="lazy" alt="" src="${escapeHtml(links.fileUrl(shown))}">`;
  const tomograms = run.tomograms.map((tomogram, index) => {
    const name = index === 0 ? `<b>${escapeHtml(run.name)}</b> ` : '';
    const { voxelSpacing, id, processing } = tomogram;
    const facts = [`${voxelSpacing} Å`, ...(processing === '' ? [] : [processing]), `tomogram ${id}`];
    const text = `${name}<small>${escapeHtml(facts.join(', '))}</small>`;
    const address = links.viewerUrl(tomogram);
    const place = index === 0 ? 'open' : 'more';
    if (address !== null) return `<a class="${place}" href="${escapeHtml(address)}">${text}</a>`;
    return index === 0 ? `<a class="open" href="${href}">${text}</a>` : `<p>${text}</p>`;
  });
  const page = links.viewerUrl(first) === null ? '' : `<a class="more" href="${href}">run page</a>`;
  return card(run, picture, `${tomograms.join('')}${page}${found}`);
}

/** The card of a run without a tomogram to view: shows its tilt series, if any, and links to its page. */
function tiltSeriesCard(run: IndexedRun, href: string, found: string): string {
  const { name } = run;
  const [first] = run.tiltSeries;
  const link = (facts: string) =>
    `<a class="open" href="${href}"><b>${escapeHtml(name)}</b>${facts}</a>${found}`;
  if (first === undefined) return card(run, '<span class="none">nothing to view</span>', link(''));
  const sections = sectionsOf(first.metadata);
  const picture = anglePicture(sections, name) || '<span class="none">tilt series</span>';
  const facts = `tilt series ${first.id}${sections.length === 0 ? '' : `, ${countOf(sections.length, 'section')}`}`;
  return card(run, picture, link(` <small>${facts}, no tomogram</small>`));
}

function badge(run: string, check: CheckState | null): string {
  const found = check?.kind === 'done' ? check.runs?.get(run) : undefined;
  if (found === undefined) return '';
  return `<p class="${found.errors > 0 ? 'error' : 'warning'}">${countFindings(found)}</p>`;
}

function card(run: IndexedRun, picture: string, text: string): string {
  // The fields filter cards by these attributes: the values of each property, a line each.
  const facets = Object.entries(run.facets).map(
    ([facet, values]) => ` data-${facet}="${escapeHtml(values.join('\n'))}"`,
  );
  return `<article data-run="${escapeHtml(run.name)}"><div class="picture"${facets.join('')}>${picture}</div>${text}</article>`;
}

/** The properties by which pages filter runs, with their labels. */
const facetLabels = [
  ['spacing', 'Voxel spacing'],
  ['processing', 'Processing'],
  ['object', 'Annotated object'],
] as const;

/** Renders a field for each property of which runs have different values. */
export function facetFields(runs: readonly IndexedRun[]): string {
  const fields = facetLabels.map(([facet, label]) => {
    const values = distinct(runs.flatMap(({ facets }) => facets[facet]));
    const options = values.map((value) => `<option>${escapeHtml(value)}</option>`);
    return values.length < 2
      ? ''
      : `<label>${label} <select data-facet="${facet}"><option value="">any</option>${options.join('')}</select></label>`;
  });
  return fields.some((field) => field !== '') ? `<p class="facets">${fields.join(' ')}</p>` : '';
}

/** Filters the runs, and asks for the state of the validation every second until it has ended. */
const script = `
const filter = document.getElementById('filter');
const facets = [...document.querySelectorAll('[data-facet]')];
const show = () => {
  const wanted = filter.value.toLowerCase();
  for (const card of document.querySelectorAll('[data-run]')) {
    const has = ({ value, dataset }) => value === '' || card.firstElementChild.dataset[dataset.facet].split('\\n').includes(value);
    card.hidden = !card.dataset.run.toLowerCase().includes(wanted) || !facets.every(has);
    card.style.display = card.hidden ? 'none' : '';
  }
};
for (const field of [filter, ...facets]) field.addEventListener('input', show);
const untilChecked = async () => {
  const section = document.getElementById('check');
  if (section === null || !('running' in section.dataset)) return;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  try {
    const response = await fetch('check');
    if (response.ok) section.outerHTML = await response.text();
    // The cards of the runs show what was found of each.
    if (document.querySelector('#check [data-runs]') !== null) return location.reload();
  } catch {
    return;
  }
  untilChecked();
};
untilChecked();
`;
