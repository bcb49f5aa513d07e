import { escapeHtml } from '../html/escape-html.js';
import { checkSection } from './check-section.js';
import type { CheckState } from './check-state.js';
import { count } from './count.js';
import type { IndexedDataset, IndexedRun, IndexedTomogram } from './tree-index.js';

/** What the page shows beside the index. */
export interface IndexPage {
  /** The tree, as the user named it. */
  readonly tree: string;
  /** Marks the page's own style and script. */
  readonly nonce: string;
  readonly datasets: readonly IndexedDataset[];
  /** Address of the viewer with a tomogram's state. */
  viewerUrl(tomogram: IndexedTomogram): string;
  /** A check of the tree; null when none was asked for. */
  readonly check: CheckState | null;
}

/** The first page: datasets, runs, their key images, each a link to the viewer. */
export function indexPage(page: IndexPage): string {
  const runs = page.datasets.reduce((sum, dataset) => sum + dataset.runs.length, 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(page.tree)} · cryoet view</title>
<link rel="icon" href="data:,">
<style nonce="${page.nonce}">${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(page.tree)}</h1>
<p>${count(page.datasets.length, 'dataset')}, ${count(runs, 'run')}</p>
<input type="search" placeholder="Filter runs" aria-label="Filter runs" id="filter">
</header>
${page.check === null ? '' : checkSection(page.check)}
${page.datasets.map((dataset) => datasetSection(dataset, page)).join('\n')}
<script nonce="${page.nonce}">${script}</script>
</body>
</html>
`;
}

function datasetSection(dataset: IndexedDataset, page: IndexPage): string {
  return `<section>
<h2>${escapeHtml(dataset.id)}${dataset.title === null ? '' : ` <small>${escapeHtml(dataset.title)}</small>`}</h2>
<div class="runs">
${dataset.runs.map((run) => runCards(run, page)).join('\n')}
</div>
</section>`;
}

function runCards(run: IndexedRun, page: IndexPage): string {
  if (run.tomograms.length === 0) {
    return card(run.name, '<span class="none">nothing to view</span>', `<b>${escapeHtml(run.name)}</b>`);
  }
  return run.tomograms
    .map((tomogram) => {
      const image =
        tomogram.image === null
          ? '<span class="none">no key image</span>'
          : `<img loading="lazy" alt="" src="tree/${escapeHtml(pathOf(tomogram.image))}">`;
      const text = `<b>${escapeHtml(run.name)}</b> <small>${escapeHtml(tomogram.voxelSpacing)} Å, tomogram ${escapeHtml(tomogram.id)}</small>`;
      return card(run.name, image, `<a href="${escapeHtml(page.viewerUrl(tomogram))}">${text}</a>`);
    })
    .join('\n');
}

function card(run: string, picture: string, text: string): string {
  return `<article data-run="${escapeHtml(run)}"><div class="picture">${picture}</div>${text}</article>`;
}

function pathOf(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 1200px; padding: 1.5rem; }
h1 { font-size: 1.3rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; border-bottom: 1px solid #8884; padding-bottom: .3rem; }
header p { margin: .2rem 0 .8rem; opacity: .75; }
small { opacity: .75; font-weight: normal; }
input { font: inherit; padding: .35rem .6rem; width: 18rem; max-width: 100%; }
.runs { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); }
article { position: relative; border: 1px solid #8884; border-radius: 8px; overflow: hidden; padding-bottom: .6rem; }
article > a, article > b { display: block; padding: .5rem .7rem 0; color: inherit; text-decoration: none; }
article > a::after { content: ""; position: absolute; inset: 0; }
article:has(a):hover { border-color: #48f; }
.picture { aspect-ratio: 4 / 3; background: #8882; display: grid; place-items: center; }
.picture img { width: 100%; height: 100%; object-fit: cover; display: block; }
.none { opacity: .6; }
.check { margin-top: 1rem; padding: .1rem .9rem; border-left: 4px solid #8888; overflow-wrap: anywhere; }
.check.good { border-color: #2a2; }
.check.bad { border-color: #d33; }
.check ul { font-size: .9rem; }
.check .error { color: #d33; }
.check .warning { color: #b70; }
`;

const script = `
const filter = document.getElementById('filter');
filter.addEventListener('input', () => {
  const wanted = filter.value.toLowerCase();
  for (const card of document.querySelectorAll('[data-run]')) {
    card.hidden = !card.dataset.run.toLowerCase().includes(wanted);
    card.style.display = card.hidden ? 'none' : '';
  }
});
const untilChecked = async () => {
  const section = document.getElementById('check');
  if (section === null || !('running' in section.dataset)) return;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  try {
    const response = await fetch('check');
    if (response.ok) section.outerHTML = await response.text();
  } catch {
    return;
  }
  untilChecked();
};
untilChecked();
`;
