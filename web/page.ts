// The page: what is chosen goes to the worker, and what it answers is shown.

import { countOf } from '../src/base/messages.js';
import { formatBytes, formatDuration } from '../src/report/quantities.js';
import { depths } from '../src/validate/report.js';
import { byId, make, metaOf, save } from './elements.js';
import type { OpenedFacts, Progress, SavedReport, Side } from './messages.js';
import { type ChosenTree, ofAddress, offerTrees } from './open-tree.js';
import { applyStyles } from './page-style.js';
import { showComparison } from './show-comparison.js';
import { showFile } from './show-file.js';
import { showFindings } from './show-findings.js';
import { showRun, showRuns } from './show-runs.js';
import { isConfig, SourcesView } from './show-sources.js';
import { startViewerBase, TreeWorker } from './tree-worker.js';

/** File name and type of a saved report, and the name of its format. */
const formats = {
  html: { file: 'report.html', type: 'text/html', title: 'HTML' },
  json: { file: 'report.json', type: 'application/json', title: 'JSON' },
  sarif: { file: 'report.sarif', type: 'application/sarif+json', title: 'SARIF' },
  junit: { file: 'report.xml', type: 'application/xml', title: 'JUnit' },
} as const;

applyStyles();
byId('unserved').remove();
const worker = new TreeWorker();
const viewerBase = startViewerBase(worker);
void viewerBase.then((base) => {
  byId('no-viewer').hidden = base !== null;
});

const sources = new SourcesView({ worker, during, saveButtons: () => saveButtons('sources') });

/** Tasks of the worker that have not ended: a run may be opened during a check. */
let running = 0;

/** Does a task of the worker, and shows what it is doing and whether it failed. */
async function during<Result>(
  what: string,
  task: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result | null> {
  const bar = byId<HTMLProgressElement>('progress');
  const started = performance.now();
  running += 1;
  byId('problem').hidden = true;
  byId('doing').textContent = what;
  byId('work').hidden = false;
  bar.removeAttribute('value');
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('main button:not(#cancel)')];
  for (const button of buttons) button.disabled = true;
  try {
    return await task(({ done, of, text }) => {
      const seconds = (performance.now() - started) / 1000;
      const left =
        of === null || done === 0 ? '' : `, ${formatDuration((seconds * (of - done)) / done)} left`;
      byId('doing').textContent = `${what} ${of === null ? done : `${done} of ${of}`}${left}. ${text}`;
      if (of !== null) [bar.max, bar.value] = [of, done];
    });
  } catch (error) {
    showProblem(error instanceof Error ? error.message : String(error));
    return null;
  } finally {
    running -= 1;
    byId('work').hidden = running === 0;
    for (const button of running > 0 ? [] : document.querySelectorAll('button')) button.disabled = false;
  }
}

function showProblem(message: string): void {
  byId('problem').textContent = message;
  byId('problem').hidden = false;
}

type As = 'tree' | 'sources' | null;

async function open(
  side: Side,
  { name, origin, files }: ChosenTree,
  as: As = null,
): Promise<OpenedFacts | null> {
  return during(`Opening ${name}`, async (onProgress) => {
    await worker.add(side, files);
    return worker.ask('open', { side, name, origin, as }, onProgress);
  });
}

async function openFirst(tree: ChosenTree, as: As = null): Promise<void> {
  for (const id of ['tree', 'sources', 'file', 'run']) byId(id).hidden = true;
  history.replaceState(null, '', location.pathname + location.search);
  const facts = await open('a', tree, as);
  if (facts === null) return;
  const amount = `${countOf(facts.files, 'file')} of ${formatBytes(facts.bytes)}`;
  const other = facts.configs === null ? 'sources' : 'tree';
  const onClick = () => void openFirst({ ...tree, origin: { kind: 'open' }, files: [] }, other);
  const again = make('button', { onClick }, other === 'tree' ? 'Open it as a tree' : 'Open it as sources');
  if (facts.configs !== null) {
    byId('sources-name').textContent = facts.name;
    byId('sources-facts').replaceChildren(`A folder of sources: ${amount}. `, again);
    return sources.open(facts.configs, tree.beside ?? []);
  }
  byId('name').textContent = facts.name;
  byId('facts').replaceChildren(
    `${countOf(facts.datasets, 'dataset')}, ${countOf(facts.runs, 'run')}, ${amount} `,
    again,
  );
  byId('checked').hidden = true;
  byId('compared').hidden = true;
  byId('runs').replaceChildren();
  showRun(null);
  await showIndex();
}

async function showIndex(): Promise<void> {
  const datasets = await during('Reading the runs', async (onProgress) =>
    worker.ask('index', { base: await viewerBase }, onProgress),
  );
  if (datasets !== null) showRuns(byId('runs'), datasets);
}

/** Shows what the fragment of the address names: a run, or the tree. Earlier addresses are of no use for sources. */
async function follow(): Promise<void> {
  if (!byId('sources').hidden) return;
  const [, dataset, run] = /^#run\/([^/]+)\/([^/]+)$/.exec(location.hash) ?? [];
  if (dataset === undefined || run === undefined) return showRun(null);
  const [name, base] = [decodeURIComponent(run), await viewerBase];
  const page = await during(`Reading ${name}`, () =>
    worker.ask('run', { dataset: decodeURIComponent(dataset), run: name, base }),
  );
  if (page !== null) showRun(page);
}

async function check(): Promise<void> {
  const chosen = byId<HTMLSelectElement>('depth').value;
  const depth = depths.find((each) => each === chosen) ?? 'headers';
  const base = await viewerBase;
  const checked = await during('Checking', (onProgress) => worker.ask('check', { depth, base }, onProgress));
  if (checked === null) return;
  showFindings(byId('checked'), checked, saveButtons('check'));
  await showIndex();
}

async function compareWith(tree: ChosenTree): Promise<void> {
  if ((await open('b', tree)) === null) return;
  const compared = await during('Comparing', (onProgress) => worker.ask('compare', null, onProgress));
  if (compared === null) return;
  const buttons = (['html', 'json'] as const).map((format) => saveButton({ of: 'comparison', format }));
  showComparison(byId('compared'), compared, buttons);
}

function saveButtons(of: 'check' | 'sources'): HTMLElement[] {
  return (['html', 'json', 'sarif', 'junit'] as const).map((format) => saveButton({ of, format }));
}

function saveButton(report: SavedReport): HTMLElement {
  const { file, type, title } = formats[report.format];
  const onClick = async () => {
    const text = await during('Writing the report', () => worker.ask('report', report));
    if (text !== null) save(text, file, type);
  };
  return make('button', { onClick }, `Save as ${title}`);
}

async function take(file: File): Promise<void> {
  // A configuration for the sources that are open; without them it is a file like others.
  if (isConfig(file) && !byId('sources').hidden) return sources.add(file);
  const facts = await during(`Reading ${file.name}`, () => worker.ask('inspect', { file }));
  if (facts !== null) showFile(file.name, facts, (z) => worker.ask('section', { z }));
}

offerTrees(byId('open-a'), {
  what: 'a tree or of sources',
  onChosen: (tree) => void openFirst(tree),
  onFile: (file) => void take(file),
  onProblem: showProblem,
});
offerTrees(byId('open-b'), {
  what: 'another tree',
  onChosen: (tree) => void compareWith(tree),
  onProblem: showProblem,
});
const example = byId('example');
example.hidden = metaOf('example') === '';
example
  .querySelector('button')
  ?.addEventListener('click', () => void openFirst(ofAddress(metaOf('example'))));
byId('check-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void check();
});
addEventListener('hashchange', () => void follow());
byId('cancel').addEventListener('click', () => worker.cancel());
