import { byId, make } from './elements.js';
import type { Answers, RunsIndex } from './messages.js';

/** Cards that are added to the page at once: they take less than a tenth of a second. */
const cardsAtOnce = 16;

/** Opens links to other places in windows of their own: this page must stay open, since it has the files. */
function openElsewhere(section: HTMLElement): void {
  for (const link of section.querySelectorAll<HTMLAnchorElement>('a:not([href^="#"])')) {
    link.target = '_blank';
    link.rel = 'noopener';
  }
}

/**
 * Shows cards of runs in a section, with filters by name and by their facets. The HTML is that of this project's pages,
 * which escape all texts.
 */
export function showRuns(section: HTMLElement, { facets, datasets }: RunsIndex): void {
  const filter = make('input', { label: 'Filter runs' });
  filter.type = 'search';
  filter.placeholder = 'Filter runs';
  section.replaceChildren(filter);
  section.insertAdjacentHTML('beforeend', facets);
  const choices = [...section.querySelectorAll<HTMLSelectElement>('[data-facet]')];
  const valuesOf = (card: HTMLElement, name = '') =>
    card.querySelector<HTMLElement>('.picture')?.dataset[name]?.split('\n') ?? [];
  const isPassing = (card: HTMLElement) =>
    (card.dataset.run ?? '').toLowerCase().includes(filter.value.toLowerCase()) &&
    choices.every(({ value, dataset }) => value === '' || valuesOf(card, dataset.facet).includes(value));
  const show = () => {
    for (const card of section.querySelectorAll<HTMLElement>('[data-run]')) card.hidden = !isPassing(card);
  };
  for (const field of [filter, ...choices]) field.addEventListener('input', show);
  const pending: { readonly grid: HTMLElement; readonly card: string }[] = [];
  for (const { header, cards } of datasets) {
    const grid = make('div', { class: 'runs' });
    const own = make('section');
    own.innerHTML = header;
    own.append(grid);
    section.append(own);
    for (const card of cards) pending.push({ grid, card });
  }
  const addSome = () => {
    for (const { grid, card } of pending.splice(0, cardsAtOnce)) {
      grid.insertAdjacentHTML('beforeend', card);
      const added = grid.lastElementChild;
      if (!(added instanceof HTMLElement)) continue;
      added.hidden = !isPassing(added);
      openElsewhere(added);
    }
    // Another tree may have taken the place of this one.
    if (pending.length > 0 && section.contains(filter)) setTimeout(addSome);
  };
  openElsewhere(section);
  addSome();
}

/** Lets the switches of layers change the link to the viewer, as the script of the pages of `cryoet view` does. */
function followSwitches(viewer: HTMLElement): void {
  const link = viewer.querySelector('a');
  const plain = link?.href ?? '';
  const boxes = [...viewer.querySelectorAll<HTMLInputElement>('[data-layer]')];
  const all = viewer.querySelector<HTMLInputElement>('[data-all]');
  viewer.addEventListener('change', ({ target }) => {
    if (target === all) for (const box of boxes) box.checked = all?.checked ?? false;
    const shown = boxes.filter(({ checked }) => checked);
    link?.setAttribute('href', `${plain}?layers=${shown.map(({ dataset }) => dataset.layer).join(',')}`);
    if (all === null) return;
    all.checked = shown.length === boxes.length;
    all.indeterminate = shown.length > 0 && !all.checked;
  });
}

/** Shows the page of a run in a section, in place of the tree; null shows the tree again. */
export function showRun(page: Answers['run'] | null): void {
  const section = byId('run');
  section.innerHTML = page === null ? '' : `${page.header}${page.main}`;
  openElsewhere(section);
  for (const viewer of section.querySelectorAll<HTMLElement>('[data-viewer]')) followSwitches(viewer);
  section.hidden = page === null;
  byId('tree').hidden = page !== null;
  if (page !== null) scrollTo(0, 0);
}
